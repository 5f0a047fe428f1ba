package io.overlap.batcher;

import java.util.SplittableRandom;

/** Random pauses between zero and a ceiling that doubles, and the budget that delays retries. Owned by the engine's lock. */
final class Backoff {
    private static final int SECONDS_SAVED = 10;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long firstNanos;
    private final long mostNanos;
    private final double ratio;
    private final int perSecond;
    private final SplittableRandom random;
    private double tokens;
    private long countedNanos;

    Backoff(RetryPolicy policy, long seed, long nowNanos) {
        firstNanos = Durations.nanos("firstDelay", policy.firstDelay());
        mostNanos = Durations.nanos("maxDelay", policy.maxDelay());
        ratio = policy.budgetRatio();
        perSecond = policy.budgetPerSecond();
        random = new SplittableRandom(seed);
        tokens = (double) perSecond * SECONDS_SAVED;
        countedNanos = nowNanos;
    }

    /** A pause after so many attempts. */
    long pauseNanos(int attempts) {
        int doublings = Math.min(attempts - 1, Long.numberOfLeadingZeros(firstNanos) - 2);
        return random.nextLong(Math.min(mostNanos, firstNanos << doublings) + 1);
    }

    /** So many items were sent for the first time. */
    void earn(int items) {
        tokens = Math.min(tokens + items * ratio, (double) perSecond * SECONDS_SAVED);
    }

    /** So many items are to be sent again: how long until the budget has room for them. */
    long spendNanos(int items, long nowNanos) {
        tokens = Math.min(
                tokens + (nowNanos - countedNanos) / NANOS_PER_SECOND * perSecond, (double) perSecond * SECONDS_SAVED);
        countedNanos = nowNanos;
        tokens -= items;
        return tokens >= 0 ? 0 : (long) (-tokens / perSecond * NANOS_PER_SECOND);
    }
}
