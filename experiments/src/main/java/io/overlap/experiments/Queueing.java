package io.overlap.experiments;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What theory says of k servers behind one queue, first come first served: for Poisson arrivals and exponential services
 * (M/M/k; A. K. Erlang, 1917), and for any given arrivals and services (J. Kiefer and J. Wolfowitz, 1955).
 */
final class Queueing {
    private Queueing() {}

    /**
     * The share of arrivals that have to wait in M/M/k, by the recursion for Erlang's other formula, which does not overflow.
     *
     * @param load arrivals a second times the mean service in seconds; less than the servers
     */
    static double erlangC(int servers, double load) {
        if (!(load > 0 && load < servers)) {
            throw new IllegalArgumentException("load not between 0 and " + servers + " servers: " + load);
        }
        double lost = 1; // of those that come to n servers without a queue
        for (int n = 1; n <= servers; n++) {
            lost = load * lost / (n + load * lost);
        }
        double utilization = load / servers;
        return lost / (1 - utilization * (1 - lost));
    }

    /** The mean wait in M/M/k, in mean services. */
    static double meanWait(int servers, double load) {
        return erlangC(servers, load) / (servers - load);
    }

    /**
     * How long each has to wait: until one of the servers is free.
     *
     * @param arrivals in the order in which they came
     * @param services how long each is served
     */
    static double[] waits(int servers, double[] arrivals, double[] services) {
        double[] waits = new double[arrivals.length];
        Busy busy = new Busy(servers);
        for (int i = 0; i < arrivals.length; i++) {
            waits[i] = busy.serve(arrivals[i], services[i]);
        }
        return waits;
    }

    /**
     * The mean waits of simulated runs of M/M/k, each from an empty start, ascending: what chance does to the mean of a run
     * that is not endless. In mean services.
     *
     * @param requests of each run
     */
    static double[] simulatedMeanWaits(int servers, double load, int requests, int runs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[runs];
        for (int run = 0; run < runs; run++) {
            Busy busy = new Busy(servers);
            double now = 0;
            double sum = 0;
            for (int i = 0; i < requests; i++) {
                now += exponential(random) / load;
                sum += busy.serve(now, exponential(random));
            }
            means[run] = sum / requests;
        }
        Arrays.sort(means);
        return means;
    }

    /** A draw of mean 1. */
    static double exponential(SplittableRandom random) {
        return -Math.log1p(-random.nextDouble());
    }

    /** When each server will be free: a heap, the first of them at its top. */
    private static final class Busy {
        private final double[] until;

        Busy(int servers) {
            until = new double[servers];
            Arrays.fill(until, Double.NEGATIVE_INFINITY);
        }

        /** Gives one that comes now to the server that is free first; returns how long it waits. */
        double serve(double now, double service) {
            double wait = Math.max(0, until[0] - now);
            sink(now + wait + service);
            return wait;
        }

        private void sink(double value) {
            int at = 0;
            for (int child = 1; child < until.length; child = 2 * at + 1) {
                if (child + 1 < until.length && until[child + 1] < until[child]) {
                    child++;
                }
                if (until[child] >= value) {
                    break;
                }
                until[at] = until[child];
                at = child;
            }
            until[at] = value;
        }
    }
}
