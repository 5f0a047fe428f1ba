package io.overlap.batcher;

import java.time.Duration;

/**
 * Hears what a batcher does. Each beginning has one end. Called on the threads that write and call back, so it must be quick and
 * safe for several threads; what it throws is logged and otherwise ignored.
 */
public interface BatchListener<T> {
    /** The batch is about to be given to the writer. */
    default void batchStarted(Batch<T> batch) {}

    /**
     * The attempt is over: its answer came, or its time was over.
     *
     * @param result one of {@code saved}, {@code each}, {@code retry}, {@code too_large}, {@code poisoned}, {@code unknown},
     *     {@code failed}
     * @param took the attempt's own time, without any wait before it
     */
    default void batchEnded(Batch<T> batch, String result, Duration took) {}

    /** The attempt's time is over, but its stage has not ended: it keeps its place in flight. */
    default void stuckStarted(Batch<T> batch) {}

    /** A stuck batch's stage ended at last. */
    default void stuckEnded(Batch<T> batch, Duration stuckFor) {}

    /** The writer is away: from now on one batch at a time is sent as a probe. */
    default void outageStarted(Throwable cause) {}

    /** The writer is back, or the batcher has ended. */
    default void outageEnded(Duration took) {}
}
