package io.overlap.batcher;

/** The time a batcher lives in; {@link ManualClock} is one for tests. Called by several threads at once, also under the batcher's lock. */
public interface BatchClock {
    /** Nanoseconds of a clock that never goes back, as {@link System#nanoTime}. */
    long nanoTime();

    /**
     * Runs the task once, no earlier than in {@code delayNanos}, on a thread that calls neither this method nor {@link #nanoTime}
     * at that moment. The task does not block.
     *
     * @return drops the task, if it has not begun
     */
    Runnable schedule(Runnable task, long delayNanos);
}
