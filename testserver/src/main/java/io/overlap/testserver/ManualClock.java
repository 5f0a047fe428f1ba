package io.overlap.testserver;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server's time that stands still until a test moves it: what a client does under a delay of ten seconds is seen in
 * milliseconds.
 *
 * <pre>
 * ManualClock clock = new ManualClock();
 * try (TestServer server = TestServer.builder().clock(clock).start()) {
 *     Future&lt;Page&gt; page = client.fetch(server.url("/add?name=x&amp;delay=10s"));
 *     server.awaitInFlight(1, Duration.ofSeconds(5)); // it has arrived
 *     clock.advance(Duration.ofSeconds(10));          // its answer is written
 * }
 * </pre>
 *
 * <p>All of the server's times follow it: delays, holds, rates, idle timeouts. For one server. Its methods may be called from any
 * thread but the event loop.
 */
public final class ManualClock {
    private static final long ADVANCE_SECONDS = 30;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.at).thenComparingLong(task -> task.number));
    private @Nullable EventLoopGroup loop;
    private boolean claimed;
    private boolean running; // owned by the event loop
    private volatile long now;
    private long number;

    /** Makes a clock that stands at 0. */
    public ManualClock() {}

    private record Task(long at, long number, Runnable run) {}

    /** Nanoseconds since the server's start. */
    public long nanos() {
        return now;
    }

    /**
     * Moves time on. What falls due meanwhile is done at its time, in order, before this returns: answers are written, though
     * a client may not have read them, and of a large one there may be more to come.
     *
     * @throws IllegalStateException if its server has not been started, or is closed
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + by);
        }
        EventLoopGroup group;
        synchronized (this) {
            group = loop;
        }
        if (group == null) {
            throw new IllegalStateException("no server: TestServer.builder().clock(clock).start() comes first");
        }
        long nanos = by.toNanos();
        try {
            Future<?> done = group.submit(() -> run(Math.addExact(now, nanos)));
            if (!done.awaitUninterruptibly(ADVANCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the event loop did not get there within " + ADVANCE_SECONDS + " s");
            }
            if (!done.isSuccess()) {
                throw new IllegalStateException("time stopped at " + now + " ns: " + done.cause(), done.cause());
            }
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("closed: advance() after the server's close()", closed);
        }
    }

    /** Runs on the event loop. */
    private void run(long until) {
        running = true;
        try {
            for (Task next = due(until); next != null; next = due(until)) {
                now = Math.max(now, next.at);
                next.run.run();
            }
            now = Math.max(now, until);
        } finally {
            running = false;
        }
    }

    private synchronized @Nullable Task due(long until) {
        Task next = tasks.peek();
        return next != null && next.at <= until ? tasks.poll() : null;
    }

    private synchronized Timers.Timer add(long at, Runnable task) {
        Task added = new Task(at, number++, task);
        tasks.add(added);
        return () -> remove(added);
    }

    private synchronized void remove(Task task) {
        tasks.remove(task);
    }

    /** Before there is anything to close. */
    synchronized void claim() {
        if (claimed) {
            throw new IllegalStateException("a clock is for one server");
        }
        claimed = true;
    }

    synchronized Timers on(EventLoopGroup group) {
        loop = group;
        return new Timers() {
            @Override
            public long now() {
                return now;
            }

            @Override
            public Timer at(long nanos, Runnable task) {
                Timers.Timer added = add(Math.max(nanos, now), task);
                if (nanos <= now && !running) {
                    group.execute(() -> run(now));
                }
                return added;
            }
        };
    }
}
