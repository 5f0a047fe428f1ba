package io.overlap.experiments.saving;

import org.jspecify.annotations.Nullable;

/**
 * What the other side says of a trial.
 *
 * @param count items it saved
 * @param distinct different ones among them
 * @param requests that it saw; null for a database
 * @param maxInFlight the most of them at once; null for a database
 */
record Proof(
        long count,
        long distinct,
        @Nullable Long requests,
        @Nullable Integer maxInFlight) {

    boolean eachOnce(long items) {
        return count == items && distinct == items;
    }
}
