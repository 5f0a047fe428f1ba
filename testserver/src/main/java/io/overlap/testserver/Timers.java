package io.overlap.testserver;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The server's one clock, and what is due by it. Tasks run on the event loop. */
interface Timers {
    /** Nanoseconds since the server's start. */
    long now();

    /** Runs the task at this time, at once if it is over. */
    Timer at(long nanos, Runnable task);

    /** A task to come. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** Real time. */
    static Timers real(EventLoopGroup loop) {
        long start = System.nanoTime();
        return new Timers() {
            @Override
            public long now() {
                return System.nanoTime() - start;
            }

            @Override
            public Timer at(long nanos, Runnable task) {
                Future<?> scheduled = loop.schedule(task, Math.max(0, nanos - now()), TimeUnit.NANOSECONDS);
                return () -> scheduled.cancel(false);
            }
        };
    }
}
