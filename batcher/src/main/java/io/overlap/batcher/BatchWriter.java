package io.overlap.batcher;

import java.util.concurrent.CompletionStage;

/**
 * Writes one batch without waiting for it: the one interface a user of the batcher implements.
 *
 * <p>Whatever it does, no item is lost and nothing hangs: an exception fails the batch's items (or retries them, see
 * {@link RetryPolicy#retryOn}), an answer that does not fit the batch makes them {@link Outcome#UNKNOWN}, and so does no answer
 * within {@link BatchPolicy#attemptTimeout}.
 */
@FunctionalInterface
public interface BatchWriter<T, R> {
    /**
     * Begins to write the batch. Called on the batcher's executor, for as many batches at once as {@link BatchPolicy#maxInFlight}
     * allows; may complete on any thread, also before it returns. Should not block. Its batch holds a place in flight, and its
     * keys, until the stage ends.
     *
     * @throws Exception if the batch was not written; prefer {@link BatchResult#unknown} where that is not sure
     */
    CompletionStage<BatchResult<R>> write(Batch<T> batch) throws Exception;
}
