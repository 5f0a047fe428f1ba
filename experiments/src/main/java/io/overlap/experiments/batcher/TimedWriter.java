package io.overlap.experiments.batcher;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BatchWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers each batch after one and the same time, on a thread of its own, and notes the time that it really took: from the call
 * to just before the answer. What the thread sleeps too long is thereby the writer's time, not the batcher's.
 */
final class TimedWriter implements BatchWriter<TimedItem, Void>, AutoCloseable {
    private static final long SPIN_NANOS = 60_000; // a sleep ends about this much too late
    private static final Due END = new Due(List.of(), 0, new CompletableFuture<>());

    private record Due(List<TimedItem> items, long startNanos, CompletableFuture<BatchResult<Void>> answer) {}

    /** One batch. */
    record Written(long startNanos, long endNanos, int items) {
        long nanos() {
            return endNanos - startNanos;
        }
    }

    private final long nanos;
    private final BlockingQueue<Due> due = new LinkedBlockingQueue<>(); // bounded by the batches in flight
    private final Thread thread;

    // Owned by the thread, read when it has ended.
    private final List<Written> written = new ArrayList<>();

    TimedWriter(Duration duration) {
        nanos = duration.toNanos();
        thread = Thread.ofPlatform().daemon().name("overlap-timed-writer").start(this::answerAll);
    }

    @Override
    public CompletionStage<BatchResult<Void>> write(Batch<TimedItem> batch) {
        Due own = new Due(batch.items(), System.nanoTime(), new CompletableFuture<>());
        due.add(own);
        return own.answer;
    }

    /** All take the same time, so the first called is the first answered. */
    private void answerAll() {
        try {
            for (Due next = due.take(); !next.items.isEmpty(); next = due.take()) {
                await(next.startNanos + nanos);
                long end = System.nanoTime();
                for (TimedItem item : next.items) {
                    item.writerNanos = end - next.startNanos;
                }
                written.add(new Written(next.startNanos, end, next.items.size()));
                next.answer.complete(BatchResult.saved());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e); // nobody does
        }
    }

    /** Sleeps, and spins at the end; between, whoever wants this core may have it. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void await(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.yield();
            }
        }
    }

    /** Ends the writer; its batcher must have ended before. All batches, in the order of their answers. */
    List<Written> end() throws InterruptedException {
        close();
        thread.join();
        return written;
    }

    /** Of at least one. */
    static double medianMillis(List<Written> batches) {
        long[] sorted = batches.stream().mapToLong(Written::nanos).sorted().toArray();
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2e6;
    }

    @Override
    public void close() {
        due.add(END);
    }
}
