package io.overlap.experiments.delays;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the draws of one distribution come to, beside its law. Milliseconds.
 *
 * @param distance the most by which the share of draws up to some delay differs from the law's
 * @param differedAgain draws that came out otherwise when they were drawn again
 * @param sha256 of all draws, in nanoseconds, in the order of the requests
 * @param curve the law's quantiles at {@link #CURVE_SHARES}
 */
record DelaysRow(
        Law law,
        int draws,
        List<Quantile> quantiles,
        double distance,
        double distanceBound,
        int differedAgain,
        String sha256,
        List<Double> curve) {

    /** For a figure: from 1 % up to 99.9 %, closer where few are shorter; and both sides of 90 %, where the mix jumps. */
    static final List<Double> CURVE_SHARES = DoubleStream.concat(
                    IntStream.rangeClosed(0, 80).mapToDouble(i -> 1 - 0.99 * Math.pow(10, -2.9956 * i * i / 6_400)),
                    DoubleStream.of(0.9, 0.9 + 1e-9))
            .sorted()
            .boxed()
            .toList();

    private static final List<Double> SHARES = List.of(0.01, 0.1, 0.5, 0.9, 0.99, 0.999);

    /** One quantile as it was drawn, as the formula has it, and how far chance may lead. */
    record Quantile(double share, double measured, double formula, double low, double high) {
        boolean isChance() {
            return measured >= low && measured <= high;
        }
    }

    static DelaysRow of(Law law, long[] draws, int differedAgain, String sha256) {
        long[] sorted = draws.clone();
        Arrays.sort(sorted);
        return new DelaysRow(
                law,
                draws.length,
                SHARES.stream().map(share -> quantile(law, sorted, share)).toList(),
                distance(law, sorted),
                Chance.distance(draws.length),
                differedAgain,
                sha256,
                CURVE_SHARES.stream().map(share -> millis(law.quantile(share))).toList());
    }

    private static Quantile quantile(Law law, long[] sorted, double share) {
        int n = sorted.length;
        int rank = (int) Math.ceil(share * n);
        return new Quantile(
                share,
                millis(sorted[rank - 1]),
                millis(law.quantile(share)),
                millis(law.quantile(Chance.lowestShare(rank, n))),
                millis(law.quantile(Chance.highestShare(rank, n))));
    }

    /** Kolmogorov's: just before each delay that was drawn, and at it. */
    private static double distance(Law law, long[] sorted) {
        double n = sorted.length;
        double most = 0;
        for (int i = 0, next; i < sorted.length; i = next) {
            next = i + 1;
            while (next < sorted.length && sorted[next] == sorted[i]) {
                next++;
            }
            double before = Math.abs(i / n - law.share().applyAsDouble(sorted[i] - 1));
            double after = Math.abs(next / n - law.share().applyAsDouble(sorted[i]));
            most = Math.max(most, Math.max(before, after));
        }
        return most;
    }

    long beyondChance() {
        return quantiles.stream().filter(quantile -> !quantile.isChance()).count();
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
