package io.overlap.experiments.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One trial as the server saw it, in the order of arrival. Times are nanoseconds since the first arrival.
 */
final class Chronology {
    private final long[] arrived;
    private final long[] answered;
    private final int[] connection;
    private final int connections;
    private final long[] answersInOrder;
    private final int notOk;

    private Chronology(long[] arrived, long[] answered, int[] connection, int connections, int notOk) {
        this.arrived = arrived;
        this.answered = answered;
        this.connection = connection;
        this.connections = connections;
        this.notOk = notOk;
        answersInOrder = answered.clone();
        Arrays.sort(answersInOrder);
    }

    /** A request as its line tells it. */
    record Exchange(int connection, long arrivedNanos, long answeredNanos, int status) {}

    /** At least one exchange, in any order. */
    static Chronology of(List<Exchange> exchanges) {
        List<Exchange> sorted = exchanges.stream()
                .sorted(Comparator.comparingLong(Exchange::arrivedNanos))
                .toList();
        long first = sorted.getFirst().arrivedNanos();
        int n = sorted.size();
        long[] arrived = new long[n];
        long[] answered = new long[n];
        int[] connection = new int[n];
        Map<Integer, Integer> ordinals = new HashMap<>();
        int notOk = 0;
        for (int i = 0; i < n; i++) {
            Exchange exchange = sorted.get(i);
            arrived[i] = exchange.arrivedNanos() - first;
            answered[i] = exchange.answeredNanos() - first;
            Integer known = ordinals.putIfAbsent(exchange.connection(), ordinals.size());
            connection[i] = known == null ? ordinals.size() - 1 : known;
            notOk += exchange.status() == 200 ? 0 : 1;
        }
        return new Chronology(arrived, answered, connection, ordinals.size(), notOk);
    }

    int size() {
        return arrived.length;
    }

    long arrived(int i) {
        return arrived[i];
    }

    long answered(int i) {
        return answered[i];
    }

    /** Counted from 0 in the order of first use. */
    int connection(int i) {
        return connection[i];
    }

    int connections() {
        return connections;
    }

    /** How many were answered otherwise than with 200. */
    int notOk() {
        return notOk;
    }

    /** From the first arrival to the last answer. */
    double seconds() {
        return answersInOrder[answersInOrder.length - 1] / 1e9;
    }

    /** When so many had been answered. */
    double secondsTo(int answers) {
        return answersInOrder[answers - 1] / 1e9;
    }

    int answeredBy(double seconds) {
        return upTo(answersInOrder, seconds);
    }

    int arrivedBy(double seconds) {
        return upTo(arrived, seconds);
    }

    private static int upTo(long[] sorted, double seconds) {
        long nanos = Math.round(seconds * 1e9);
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What looks on as requests come and go. */
    @FunctionalInterface
    interface Steps {
        void at(long nanos, int inFlight);
    }

    /** Tells every change of how many are in flight. What arrives at the moment of an answer counts first. */
    void inFlight(Steps steps) {
        int in = 0;
        int out = 0;
        while (out < answersInOrder.length) {
            boolean arrives = in < arrived.length && arrived[in] <= answersInOrder[out];
            long nanos = arrives ? arrived[in++] : answersInOrder[out++];
            steps.at(nanos, in - out);
        }
    }

    int maxInFlight() {
        int[] most = {0};
        inFlight((nanos, inFlight) -> most[0] = Math.max(most[0], inFlight));
        return most[0];
    }
}
