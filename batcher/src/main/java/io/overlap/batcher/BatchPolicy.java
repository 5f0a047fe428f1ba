package io.overlap.batcher;

import java.time.Duration;

/**
 * The bounds of a batcher, and when a batch leaves. A batch leaves as soon as a place in flight is free and it is full, or holds
 * an item older than {@code maxDelay}, or a flush, a close or a save that waits for room wants it; with {@code maxDelay} zero
 * also while fewer than {@code partialInFlight} batches are out, so that load makes batches grow.
 *
 * @param maxItems most items in a batch
 * @param maxBytes most bytes in a batch, as the builder's {@code size} measures items
 * @param maxDelay how long an item waits for others to fill its batch
 * @param maxInFlight most batches given to the writer at once
 * @param partialInFlight how many batches may be out for a partial one to leave at once, with {@code maxDelay} zero
 * @param maxPendingItems most items accepted and not ended
 * @param maxPendingBytes most bytes of those, with {@link #ITEM_OVERHEAD_BYTES} an item
 * @param maxWaiting most saves that wait for room at once; the next is refused
 * @param maxWait how long a save waits for room; then it is refused
 * @param attemptTimeout time for a writer's stage; then the attempt is over and the batch stuck
 * @param closeTimeout time that {@code close()} has to drain
 */
public record BatchPolicy(
        int maxItems,
        int maxBytes,
        Duration maxDelay,
        int maxInFlight,
        int partialInFlight,
        int maxPendingItems,
        long maxPendingBytes,
        int maxWaiting,
        Duration maxWait,
        Duration attemptTimeout,
        Duration closeTimeout) {

    /** What a pending item takes of memory beside its own bytes: charged to {@code maxPendingBytes}. */
    public static final int ITEM_OVERHEAD_BYTES = 96;

    /** The most that {@code maxPendingItems} can be. */
    public static final int MOST_PENDING_ITEMS = (1 << 22) - 1;

    /** The most that {@code maxPendingBytes} can be. */
    public static final long MOST_PENDING_BYTES = (1L << 40) - 1;

    /** 100 items or 1 MiB, at once, 4 in flight; 10,000 items or 64 MiB pending; 1,000 wait up to 30 s; 30 s an attempt and to close. */
    public static final BatchPolicy DEFAULT = new BatchPolicy(
            100,
            1 << 20,
            Duration.ZERO,
            4,
            1,
            10_000,
            64L << 20,
            1_000,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    public BatchPolicy {
        atLeast("maxItems", maxItems, 1);
        atLeast("maxBytes", maxBytes, 1);
        atLeast("maxInFlight", maxInFlight, 1);
        atLeast("partialInFlight", partialInFlight, 1);
        atLeast("maxPendingItems", maxPendingItems, 1);
        atLeast("maxPendingBytes", maxPendingBytes, 1);
        atLeast("maxWaiting", maxWaiting, 0);
        atMost("maxPendingItems", maxPendingItems, MOST_PENDING_ITEMS);
        atMost("maxPendingBytes", maxPendingBytes, MOST_PENDING_BYTES);
        notNegative("maxDelay", maxDelay);
        notNegative("maxWait", maxWait);
        notNegative("closeTimeout", closeTimeout);
        if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
            throw new IllegalArgumentException("attemptTimeout not above 0: " + attemptTimeout);
        }
        if (partialInFlight > maxInFlight) {
            throw new IllegalArgumentException(
                    "partialInFlight > maxInFlight: " + partialInFlight + " > " + maxInFlight + ": lower the first");
        }
        if (maxPendingItems < maxItems) {
            throw new IllegalArgumentException("maxPendingItems < maxItems: " + maxPendingItems + " < " + maxItems
                    + ": no batch could ever be full; raise the first or lower the second");
        }
        if (maxPendingBytes < (long) maxBytes + ITEM_OVERHEAD_BYTES) {
            throw new IllegalArgumentException("maxPendingBytes < maxBytes + " + ITEM_OVERHEAD_BYTES + ": "
                    + maxPendingBytes + " < " + ((long) maxBytes + ITEM_OVERHEAD_BYTES)
                    + ": the largest item would wait forever; raise the first or lower maxBytes");
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " < " + least + ": " + value);
        }
    }

    private static void atMost(String name, long value, long most) {
        if (value > most) {
            throw new IllegalArgumentException(name + " > " + most + ": " + value);
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
    }

    public BatchPolicy withMaxItems(int value) {
        return new BatchPolicy(
                value,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxBytes(int value) {
        return new BatchPolicy(
                maxItems,
                value,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxDelay(Duration value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                value,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxInFlight(int value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                value,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withPartialInFlight(int value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                value,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxPendingItems(int value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                value,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxPendingBytes(long value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                value,
                maxWaiting,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxWaiting(int value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                value,
                maxWait,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withMaxWait(Duration value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                value,
                attemptTimeout,
                closeTimeout);
    }

    public BatchPolicy withAttemptTimeout(Duration value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                value,
                closeTimeout);
    }

    public BatchPolicy withCloseTimeout(Duration value) {
        return new BatchPolicy(
                maxItems,
                maxBytes,
                maxDelay,
                maxInFlight,
                partialInFlight,
                maxPendingItems,
                maxPendingBytes,
                maxWaiting,
                maxWait,
                attemptTimeout,
                value);
    }
}
