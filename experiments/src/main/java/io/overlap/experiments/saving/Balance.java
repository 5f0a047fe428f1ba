package io.overlap.experiments.saving;

import java.util.function.LongToDoubleFunction;

/**
 * Finds from which number on so many primes take as long to find as they take to save. Trial division of a prime takes the root of it, so
 * the next guess is the last one times the square of what is missing (a Newton step on the logarithms).
 */
final class Balance {
    static final double NEAR = 0.03;

    private static final int MOST_STEPS = 12;
    private static final double LARGEST_STEP = 1_000;
    private static final long LARGEST = 1L << 55; // divisor * divisor stays far from the end of a long

    private Balance() {}

    /**
     * @param seconds that finding takes from a number on
     * @param target seconds of saving
     */
    static long from(long first, double target, LongToDoubleFunction seconds) {
        long from = first;
        long nearest = first;
        double distance = Double.MAX_VALUE;
        for (int step = 0; step < MOST_STEPS && distance > NEAR; step++) {
            double ratio = target / seconds.applyAsDouble(from);
            if (Math.abs(Math.log(ratio)) < distance) {
                distance = Math.abs(Math.log(ratio));
                nearest = from;
            }
            double factor = Math.min(LARGEST_STEP, Math.max(1 / LARGEST_STEP, ratio * ratio));
            from = (long) Math.min(LARGEST, Math.max(3, from * factor));
        }
        return nearest;
    }
}
