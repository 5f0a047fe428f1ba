package io.overlap.batcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A blocking writer as an async one: it is over when it returns. Interrupts its thread when the attempt is cancelled. */
final class BlockingAdapter<T, R> implements BatchWriter<T, R> {
    private final BlockingWriter<T, R> writer;

    BlockingAdapter(BlockingWriter<T, R> writer) {
        this.writer = writer;
    }

    @Override
    public CompletionStage<BatchResult<R>> write(Batch<T> batch) throws Exception {
        Writing writing = new Writing();
        batch.onCancel(writing::interrupt);
        try {
            return CompletableFuture.completedFuture(writer.write(batch));
        } finally {
            writing.end();
        }
    }

    /** The thread of one write; no interrupt reaches it after the end. */
    private static final class Writing {
        private final Thread thread = Thread.currentThread();
        private boolean interrupted;
        private boolean ended;

        synchronized void interrupt() {
            if (!ended) {
                interrupted = true;
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            if (interrupted) {
                Thread.interrupted(); // ours, not the pool's
            }
        }
    }
}
