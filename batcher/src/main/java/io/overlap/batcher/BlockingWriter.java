package io.overlap.batcher;

/** Writes one batch and returns when that is over, on a thread that may wait; else as {@link BatchWriter}. */
@FunctionalInterface
public interface BlockingWriter<T, R> {
    /**
     * Writes the batch. The thread is interrupted when the attempt's time is over or the batcher's end has come.
     *
     * @throws Exception if the batch was not written; prefer {@link BatchResult#unknown} where that is not sure
     */
    BatchResult<R> write(Batch<T> batch) throws Exception;
}
