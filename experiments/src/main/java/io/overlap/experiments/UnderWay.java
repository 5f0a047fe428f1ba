package io.overlap.experiments;

import io.overlap.crawler.FetchFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a client of the JDK has under way. Its own timeouts end with the head or begin anew with each read;
 * this ends whatever takes longer than the deadline. Thread-safe.
 */
final class UnderWay<T> implements AutoCloseable {
    private static final class Entry {
        private final long startedNanos = System.nanoTime();
        private volatile FetchFailure.@Nullable Kind verdict;
    }

    private static final long SWEEP_MILLIS = 500;

    private final Map<T, Entry> entries = new ConcurrentHashMap<>();
    private final Consumer<T> cancel;
    private final long deadlineNanos;
    private volatile boolean cancelled;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("deadlines").factory());

    /**
     * Begins to watch.
     *
     * @param cancel ends a request, if it can; called again until the request has ended; must not block
     */
    UnderWay(Duration deadline, Consumer<T> cancel) {
        deadlineNanos = deadline.toNanos();
        this.cancel = cancel;
        sweeper.scheduleWithFixedDelay(this::cancelOverdue, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    void started(T request) {
        Entry entry = new Entry();
        entries.put(request, entry);
        if (cancelled) { // it was on its way here meanwhile
            entry.verdict = FetchFailure.Kind.CANCELLED;
            cancelOverdue();
        }
    }

    /** Why it was ended from here; null if it ended by itself, in time. */
    FetchFailure.@Nullable Kind ended(T request) {
        Entry entry = entries.remove(request);
        return entry == null ? null : verdict(entry);
    }

    private FetchFailure.@Nullable Kind verdict(Entry entry) {
        if (entry.verdict == null && System.nanoTime() - entry.startedNanos >= deadlineNanos) {
            entry.verdict = FetchFailure.Kind.TIMEOUT;
        }
        return entry.verdict;
    }

    private void cancelOverdue() {
        entries.forEach((request, entry) -> {
            if (verdict(entry) != null) {
                cancel.accept(request);
            }
        });
    }

    /** Ends all requests, also those that start from now on. */
    void cancelAll() {
        cancelled = true;
        for (Entry entry : entries.values()) {
            if (verdict(entry) == null) {
                entry.verdict = FetchFailure.Kind.CANCELLED;
            }
        }
        cancelOverdue();
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
