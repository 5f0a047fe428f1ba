package io.overlap.batcher.http;

import io.overlap.batcher.Batch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The time of one batch's requests. It ends a moment before the batcher's own, so that what is told of the items is ours. */
final class Attempt {
    /*
     *   now                                no request begins     no answer   stop     the batcher's end
     *    |----------- requests begin -----------|---- margin -----|-- margin --|-- margin --|
     *
     * A request that begins at the end could only time out, and its item would be unknown for nothing.
     */
    private static final long MAX_MARGIN_NANOS = 250_000_000;

    private final long marginNanos;
    private final long stopInNanos;
    private final long answerNanos; // until when a request may wait for its answer
    private final CompletableFuture<Boolean> timer = new CompletableFuture<>(); // true when it is over before its end

    Attempt(Duration remaining) {
        marginNanos = Math.min(remaining.toNanos() / 20, MAX_MARGIN_NANOS);
        stopInNanos = remaining.toNanos() - marginNanos;
        answerNanos = System.nanoTime() + stopInNanos - marginNanos;
    }

    /** Has {@code stop} run, on this executor, if the time is over, or the batch cancelled, before {@link #end}. */
    void begin(Batch<?> batch, Executor executor, Runnable stop) {
        timer.thenAccept(over -> {
            if (over) {
                stopOn(executor, stop);
            }
        });
        timer.completeOnTimeout(true, stopInNanos, TimeUnit.NANOSECONDS);
        batch.onCancel(() -> timer.complete(true));
    }

    private static void stopOn(Executor executor, Runnable stop) {
        try {
            executor.execute(stop);
        } catch (RejectedExecutionException e) { // the client's owner has ended it
            stop.run();
        }
    }

    /** For how long a request that begins now may wait for its answer; zero if none should begin any more. */
    Duration forRequest() {
        long left = answerNanos - System.nanoTime();
        return left <= marginNanos ? Duration.ZERO : Duration.ofNanos(left);
    }

    void end() {
        timer.complete(false);
    }
}
