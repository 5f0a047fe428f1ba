package io.overlap.crawler;

/** The time a fetcher lives in: its deadlines, and how long a fetch waits in line. One that a test moves lets an hour pass at once. */
@FunctionalInterface
public interface FetchClock {
    /**
     * Runs the task once, no earlier than in {@code delayNanos}, on any thread; it does not block. Called on the fetcher's event loop.
     *
     * @return drops the task, if it has not begun
     */
    Runnable schedule(Runnable task, long delayNanos);
}
