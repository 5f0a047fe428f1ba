package io.overlap.testserver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;

/**
 * Where a sample differs from the law it is said to be drawn from, by more than chance alone does in one sample of a million.
 * The bounds hold for any law, also for one that jumps.
 */
final class Disagreements {
    private static final double CHANCE = 1e-6; // that a true law is blamed, by each test
    private static final double DEVIATIONS = 4.9; // of a mean, for the same chance
    private static final double[] SHARES = {0.01, 0.1, 0.5, 0.9, 0.99, 0.999};

    /** A function of shares, whose mean and variance are known where all shares are equally likely. */
    private record Score(String name, DoubleUnaryOperator of, double mean, double variance) {}

    private static final List<Score> SCORES = List.of(
            new Score("place", u -> u, 0.5, 1.0 / 12),
            new Score("width", u -> (u - 0.5) * (u - 0.5), 1.0 / 12, 1.0 / 180),
            new Score("lower tail", u -> -Math.log(u), 1, 1),
            new Score("upper tail", u -> -Math.log(1 - u), 1, 1));

    private final long[] sorted;
    private final LongToDoubleFunction law;
    private final List<String> found = new ArrayList<>();

    private Disagreements(long[] sorted, LongToDoubleFunction law) {
        this.sorted = sorted;
        this.law = law;
    }

    /**
     * @param sorted the sample, in ascending order
     * @param law its distribution function
     */
    static List<String> of(long[] sorted, LongToDoubleFunction law) {
        Disagreements disagreements = new Disagreements(sorted, law);
        for (double share : SHARES) {
            disagreements.quantile(share);
        }
        disagreements.distance();
        double[] shares = disagreements.shares();
        SCORES.forEach(score -> disagreements.mean(score, shares));
        return disagreements.found;
    }

    /** An order statistic, by how many draws must lie below it: H. Chernoff's bound of the binomial distribution. */
    private void quantile(double share) {
        double n = sorted.length;
        int rank = (int) Math.ceil(share * n);
        long value = sorted[rank - 1];
        double upTo = law.applyAsDouble(value);
        double below = law.applyAsDouble(value - 1);
        boolean tooSmall = upTo < rank / n && n * divergence(rank / n, upTo) > Math.log(2 / CHANCE);
        boolean tooLarge = below > (rank - 1) / n && n * divergence((rank - 1) / n, below) > Math.log(2 / CHANCE);
        if (tooSmall || tooLarge) {
            found.add(String.format(
                    Locale.ROOT, "quantile of %.3f: %.6f ms, which is that of %.5f", share, value / 1e6, upTo));
        }
    }

    /** Of Kullback and Leibler, between two coins. */
    private static double divergence(double seen, double said) {
        return seen * Math.log(seen / said) + (1 - seen) * Math.log((1 - seen) / (1 - said));
    }

    /** Kolmogorov's distance, by the bound of Dvoretzky, Kiefer, Wolfowitz and Massart. */
    private void distance() {
        double n = sorted.length;
        double most = 0;
        for (int i = 0, next; i < sorted.length; i = next) {
            next = i + 1;
            while (next < sorted.length && sorted[next] == sorted[i]) {
                next++;
            }
            double before = Math.abs(i / n - law.applyAsDouble(sorted[i] - 1));
            double after = Math.abs(next / n - law.applyAsDouble(sorted[i]));
            most = Math.max(most, Math.max(before, after));
        }
        double bound = Math.sqrt(Math.log(2 / CHANCE) / (2 * n));
        if (!(most <= bound)) {
            found.add(String.format(Locale.ROOT, "distance %.5f, at most %.5f", most, bound));
        }
    }

    /** Each draw as the share at which the law has it; where the law jumps, any of those that it jumps over. */
    private double[] shares() {
        Random random = new Random(1);
        double[] shares = new double[sorted.length];
        for (int i = 0; i < shares.length; i++) {
            double below = law.applyAsDouble(sorted[i] - 1);
            shares[i] = below + random.nextDouble() * (law.applyAsDouble(sorted[i]) - below);
        }
        return shares;
    }

    private void mean(Score score, double[] shares) {
        double mean = Arrays.stream(shares).map(score.of).sum() / shares.length;
        double bound = DEVIATIONS * Math.sqrt(score.variance / shares.length);
        if (!(Math.abs(mean - score.mean) <= bound)) {
            found.add(
                    String.format(Locale.ROOT, "%s %.5f, to be %.5f within %.5f", score.name, mean, score.mean, bound));
        }
    }
}
