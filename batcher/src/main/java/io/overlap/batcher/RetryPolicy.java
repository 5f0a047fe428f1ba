package io.overlap.batcher;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * When an item that was not saved is sent again. Pauses are random, between zero and a ceiling that doubles with each attempt from
 * {@code firstDelay} to {@code maxDelay} ("full jitter": Brooker, Exponential Backoff and Jitter, AWS Architecture Blog 2015). A
 * budget of tokens delays retries, and never fails them, while they are more than {@code budgetRatio} of the items sent first
 * (as Finagle's RetryBudget, which refuses).
 *
 * @param itemDeadline how long an item may wait to be sent, from its acceptance, over all attempts; one that is in flight then is
 *     let end. Counted to a thousandth of itself, at best to a millisecond
 * @param firstDelay ceiling of the pause before the second attempt
 * @param maxDelay highest ceiling of a pause
 * @param budgetRatio tokens earned by each item that is sent for the first time; a retried item takes one
 * @param budgetPerSecond tokens earned by time; the most saved up is what ten seconds earn
 * @param retryOn which exceptions thrown by the writer mean that nothing was saved and all is to be sent again
 * @param idempotent whether the writer may be given an item that it may have saved before; then unknown ends are sent again
 */
public record RetryPolicy(
        Duration itemDeadline,
        Duration firstDelay,
        Duration maxDelay,
        double budgetRatio,
        int budgetPerSecond,
        Predicate<Throwable> retryOn,
        boolean idempotent) {

    /** 2 minutes an item; pauses up to 50 ms at first, 5 s at most; 20 % and 1,000 a second; no exception is retried; not idempotent. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            Duration.ofMinutes(2), Duration.ofMillis(50), Duration.ofSeconds(5), 0.2, 1_000, thrown -> false, false);

    public RetryPolicy {
        positive("itemDeadline", itemDeadline);
        positive("firstDelay", firstDelay);
        positive("maxDelay", maxDelay);
        if (!(budgetRatio >= 0 && budgetRatio <= 1_000)) {
            throw new IllegalArgumentException("budgetRatio not within 0 and 1000: " + budgetRatio);
        }
        if (budgetPerSecond < 1) {
            throw new IllegalArgumentException(
                    "budgetPerSecond < 1: " + budgetPerSecond + ": a retry could wait forever for a token");
        }
        if (maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("maxDelay < firstDelay: " + maxDelay + " < " + firstDelay);
        }
        if (firstDelay.compareTo(itemDeadline) >= 0) {
            throw new IllegalArgumentException("firstDelay >= itemDeadline: " + firstDelay + " >= " + itemDeadline
                    + ": an item could end before its first retry");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " not above 0: " + value);
        }
    }

    public RetryPolicy withItemDeadline(Duration value) {
        return new RetryPolicy(value, firstDelay, maxDelay, budgetRatio, budgetPerSecond, retryOn, idempotent);
    }

    public RetryPolicy withDelays(Duration first, Duration most) {
        return new RetryPolicy(itemDeadline, first, most, budgetRatio, budgetPerSecond, retryOn, idempotent);
    }

    public RetryPolicy withBudget(double ratio, int perSecond) {
        return new RetryPolicy(itemDeadline, firstDelay, maxDelay, ratio, perSecond, retryOn, idempotent);
    }

    public RetryPolicy withRetryOn(Predicate<Throwable> value) {
        return new RetryPolicy(itemDeadline, firstDelay, maxDelay, budgetRatio, budgetPerSecond, value, idempotent);
    }

    public RetryPolicy withIdempotent(boolean value) {
        return new RetryPolicy(itemDeadline, firstDelay, maxDelay, budgetRatio, budgetPerSecond, retryOn, value);
    }
}
