package io.overlap.experiments.batcher;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatcherClosedException;
import io.overlap.batcher.BatcherFullException;
import io.overlap.batcher.CloseReport;
import io.overlap.batcher.Totals;
import io.overlap.batcher.WouldDeadlockException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A trial in which two threads save items through a writer with one fault, live, and then close the batcher: who has an outcome,
 * what hangs, how long the close takes.
 */
final class ChaosTrial {
    private static final int PRODUCERS = 2;
    private static final int ITEMS = 500; // of each producer
    private static final int BURST = 20;
    private static final long PAUSE_NANOS = 200_000;
    private static final long HUNG_NANOS = 5_000_000_000L; // a call or future that takes so long has none to wait for

    private final Fault fault;
    private final Duration closeTime;
    private final AsyncBatcher<Integer, Integer> batcher;
    private final HostileWriter writer;
    private final Queue<CompletableFuture<Integer>> futures = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<?>> others = new ConcurrentLinkedQueue<>(); // flushes
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicBoolean closedInside = new AtomicBoolean();

    private ChaosTrial(Fault fault, Duration closeTime) {
        this.fault = fault;
        this.closeTime = closeTime;
        writer = new HostileWriter(fault, this::meddle);
        batcher = AsyncBatcher.async(writer).policy(policy(fault)).build();
    }

    static ChaosRow.Trial run(Fault fault, Duration closeTime) throws InterruptedException {
        ChaosTrial trial = new ChaosTrial(fault, closeTime);
        try (trial.writer) {
            return trial.run();
        }
    }

    private static BatchPolicy policy(Fault fault) {
        BatchPolicy policy = BatchPolicy.DEFAULT
                .withMaxItems(10)
                .withAttemptTimeout(Duration.ofMillis(300))
                .withMaxWait(Duration.ofSeconds(3));
        return switch (fault) {
            case FULL_BEFORE_BATCH ->
                policy.withMaxItems(100).withMaxPendingItems(100).withMaxDelay(Duration.ofMinutes(1));
            case CLOSE_WITH_BUFFERED -> policy.withMaxItems(100).withMaxDelay(Duration.ofMinutes(1));
            case SLOW_CONSUMER -> policy.withMaxPendingItems(50);
            default -> policy;
        };
    }

    /** Of both producers. */
    private static int items(Fault fault) {
        return switch (fault) {
            case FULL_BEFORE_BATCH -> 101;
            case CLOSE_WITH_BUFFERED -> 3;
            default -> PRODUCERS * ITEMS;
        };
    }

    private ChaosRow.Trial run() throws InterruptedException {
        List<Thread> producers = new ArrayList<>();
        int items = items(fault);
        for (int i = 0; i < PRODUCERS; i++) {
            int own = items / PRODUCERS + (i < items % PRODUCERS ? 1 : 0);
            producers.add(Thread.ofPlatform().daemon().start(() -> saveAll(own)));
        }
        long hung = 0;
        for (Thread producer : producers) {
            hung += producer.join(Duration.ofNanos(HUNG_NANOS)) ? 0 : 1;
        }
        long start = System.nanoTime();
        CompletableFuture<Double> closed = new CompletableFuture<>();
        CompletableFuture<CloseReport<Integer>> report = new CompletableFuture<>();
        Thread closing = Thread.ofPlatform().daemon().start(() -> {
            report.complete(batcher.close(closeTime));
            closed.complete((System.nanoTime() - start) / 1e9);
        });
        boolean returned = closing.join(closeTime.plusNanos(HUNG_NANOS));
        hung += hungFutures();
        Totals totals = batcher.stats().totals();
        return new ChaosRow.Trial(
                futures.size(),
                refused.get(),
                lost(returned ? report.join().totals() : totals),
                hung,
                returned ? closed.join() : null);
    }

    private void saveAll(int items) {
        try {
            for (int i = 0; i < items; i++) {
                save().whenComplete((value, failure) -> meddle());
                if (i % BURST == BURST - 1) {
                    LockSupport.parkNanos(PAUSE_NANOS); // so that answers come while items do
                }
            }
        } catch (BatcherClosedException e) {
            refused.incrementAndGet(); // closed from a callback: that is the fault
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Integer> save() throws InterruptedException {
        try {
            CompletableFuture<Integer> future = batcher.save(numbers.getAndIncrement());
            futures.add(future);
            return future;
        } catch (BatcherFullException | WouldDeadlockException e) {
            refused.incrementAndGet();
            return new CompletableFuture<>();
        }
    }

    /** What a completion does that calls the batcher: the writer's own, and that of an item. */
    private void meddle() {
        try {
            switch (fault) {
                case SAVE_FROM_CALLBACK -> {
                    if (numbers.get() < 2 * items(fault)) {
                        save();
                    }
                }
                case FLUSH_FROM_CALLBACK -> others.add(batcher.flush());
                case CLOSE_FROM_CALLBACK -> {
                    if (closedInside.compareAndSet(false, true)) {
                        batcher.close(closeTime);
                    }
                }
                default -> {}
            }
        } catch (BatcherClosedException e) {
            refused.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long hungFutures() throws InterruptedException {
        long deadline = System.nanoTime() + HUNG_NANOS;
        long hung = 0;
        for (Queue<? extends CompletableFuture<?>> all : List.of(futures, others)) {
            for (CompletableFuture<?> future : all) {
                while (!future.isDone() && System.nanoTime() < deadline) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                hung += future.isDone() ? 0 : 1;
            }
        }
        return hung;
    }

    /** Accepted and without an outcome, or said to be saved by a batcher that never sent it. */
    private long lost(Totals totals) {
        long lost = Math.abs(futures.size() - totals.ended());
        for (CompletableFuture<Integer> future : futures) {
            boolean saved = future.isDone() && !future.isCompletedExceptionally();
            lost += saved && !writer.wasGiven(future.join()) ? 1 : 0;
            lost += !saved && fault.writerWorks() && future.isDone() ? 1 : 0;
        }
        return lost;
    }
}
