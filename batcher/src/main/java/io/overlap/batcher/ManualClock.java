package io.overlap.batcher;

import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until a test moves it; tasks that fall due run on the thread that does. Safe for several threads. */
public final class ManualClock implements BatchClock {
    private record Task(long dueNanos, long order, Runnable run) {}

    // Guarded by this.
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            (a, b) -> a.dueNanos != b.dueNanos ? Long.compare(a.dueNanos, b.dueNanos) : Long.compare(a.order, b.order));
    private long nowNanos;
    private long scheduled;

    /** Begins at 0. */
    public ManualClock() {}

    @Override
    public synchronized long nanoTime() {
        return nowNanos;
    }

    @Override
    public synchronized Runnable schedule(Runnable task, long delayNanos) {
        Task entry = new Task(nowNanos + Math.max(0, delayNanos), scheduled++, task);
        tasks.add(entry);
        return () -> {
            synchronized (this) {
                tasks.remove(entry);
            }
        };
    }

    /** Moves on by {@code step}, and runs each task at its own time on the way. */
    public void advance(Duration step) {
        long end = nanoTime() + step.toNanos();
        for (Task next = due(end); next != null; next = due(end)) {
            next.run.run();
        }
    }

    /** The time until the next task, or null if there is none. */
    public synchronized @Nullable Duration untilNext() {
        Task next = tasks.peek();
        return next == null ? null : Duration.ofNanos(Math.max(0, next.dueNanos - nowNanos));
    }

    /** How many tasks wait. */
    public synchronized int waiting() {
        return tasks.size();
    }

    private synchronized @Nullable Task due(long end) {
        Task next = tasks.peek();
        if (next == null || next.dueNanos > end) {
            nowNanos = Math.max(nowNanos, end);
            return null;
        }
        nowNanos = Math.max(nowNanos, next.dueNanos);
        return tasks.poll();
    }
}
