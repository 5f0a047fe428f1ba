package io.overlap.experiments.delays;

/**
 * What is to be drawn.
 *
 * @param seed of the server whose delays they are
 * @param draws of each distribution, each the delay of another request
 */
public record DelaysOptions(long seed, int draws) {
    public static final DelaysOptions DEFAULT = new DelaysOptions(42, 100_000);

    /** The same in miniature. */
    public static final DelaysOptions QUICK = new DelaysOptions(42, 10_000);

    private static final int LEAST = 1_000; // of fewer, the 99.9 % quantile is the largest
    private static final int MOST = 5_000_000;

    public DelaysOptions {
        if (draws < LEAST || draws > MOST) {
            throw new IllegalArgumentException("draws not within " + LEAST + " and " + MOST + ": " + draws);
        }
    }

    public DelaysOptions withSeed(long value) {
        return new DelaysOptions(value, draws);
    }

    public DelaysOptions withDraws(int value) {
        return new DelaysOptions(seed, value);
    }
}
