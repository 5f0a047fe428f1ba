package io.overlap.batcher;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a batcher ended.
 *
 * @param totals of its whole life; {@code pending} is 0
 * @param left the items that close gave up, in no promised order: empty after a drain
 * @param took from the call of close to the end
 */
public record CloseReport<T>(Totals totals, List<Left<T>> left, Duration took) {

    /** Whether nothing was given up. */
    public boolean drained() {
        return left.isEmpty();
    }

    /**
     * An item that close gave up.
     *
     * @param outcome {@code UNDRAINED}: not saved, safe to save again; {@code UNKNOWN}: sent, and maybe saved
     * @param attempts how often it had been sent
     * @param lastError why the last attempt did not save it, if one ended
     */
    public record Left<T>(
            T item, Outcome outcome, int attempts, @Nullable Throwable lastError) {}
}
