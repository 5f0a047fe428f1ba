package io.overlap.experiments;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The requests that a client of the JDK has under way. Its own timeouts end with the head or begin anew with each read;
 * this ends whatever takes longer than the deadline. Thread-safe.
 */
final class UnderWay<T> implements AutoCloseable {
    private static final long SWEEP_MILLIS = 500;

    private final Map<T, Long> startedNanos = new ConcurrentHashMap<>();
    private final Consumer<T> cancel;
    private final long deadlineNanos;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("deadlines").factory());

    UnderWay(Duration deadline, Consumer<T> cancel) {
        deadlineNanos = deadline.toNanos();
        this.cancel = cancel;
        sweeper.scheduleWithFixedDelay(this::cancelOverdue, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    void started(T request) {
        startedNanos.put(request, System.nanoTime());
    }

    /** Whether it ended in time. */
    boolean ended(T request) {
        Long started = startedNanos.remove(request);
        return started == null || System.nanoTime() - started < deadlineNanos;
    }

    private void cancelOverdue() {
        long now = System.nanoTime();
        startedNanos.forEach((request, started) -> {
            if (now - started > deadlineNanos) {
                cancel.accept(request);
            }
        });
    }

    void cancelAll() {
        startedNanos.keySet().forEach(cancel);
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
