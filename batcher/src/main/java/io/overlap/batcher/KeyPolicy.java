package io.overlap.batcher;

/**
 * How items of one key go: in the order they were accepted, through all retries, and never in two batches at once.
 *
 * @param maxPendingPerKey most items of one key accepted and not ended; a save waits for room, or is refused
 * @param repeatsInBatch whether one batch may hold several items of a key (in order); false for a multi-row upsert, which may not
 *     touch a row twice
 * @param failFollowing whether the end of an item that was not saved fails those of its key that wait behind it at that moment;
 *     else they go on
 */
public record KeyPolicy(int maxPendingPerKey, boolean repeatsInBatch, boolean failFollowing) {

    /** 1,000 a key, several in a batch, and they go on. */
    public static final KeyPolicy DEFAULT = new KeyPolicy(1_000, true, false);

    public KeyPolicy {
        if (maxPendingPerKey < 1) {
            throw new IllegalArgumentException("maxPendingPerKey < 1: " + maxPendingPerKey);
        }
    }

    public KeyPolicy withMaxPendingPerKey(int value) {
        return new KeyPolicy(value, repeatsInBatch, failFollowing);
    }

    public KeyPolicy withRepeatsInBatch(boolean value) {
        return new KeyPolicy(maxPendingPerKey, value, failFollowing);
    }

    public KeyPolicy withFailFollowing(boolean value) {
        return new KeyPolicy(maxPendingPerKey, repeatsInBatch, value);
    }
}
