package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where what the engine decided is done, and user code runs: outside the lock. What a task brings about while it runs on the same
 * thread (an executor may be {@code Runnable::run}) is done after it, so that the stack does not grow.
 */
@SuppressWarnings("ThreadLocalUsage") // one a batcher: a callback of another may wait for this one
final class Outside {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncBatcher.class);
    private static final AtomicInteger POOLS = new AtomicInteger();
    private static final long IDLE_SECONDS = 10;

    private final @Nullable ForkJoinPool own;
    private final Executor callbacks;
    private final ThreadLocal<Boolean> inside = new ThreadLocal<>(); // true in a callback, false in a writer
    private final ThreadLocal<ArrayDeque<Runnable>> running = new ThreadLocal<>();

    Outside(@Nullable Executor callbacks, int threads) {
        this.own = callbacks == null ? pool(threads) : null;
        this.callbacks = callbacks == null ? own(own) : callbacks;
    }

    private static Executor own(@Nullable ForkJoinPool pool) {
        if (pool == null) {
            throw new AssertionError();
        }
        return pool;
    }

    private static ForkJoinPool pool(int threads) {
        String name = "overlap-batcher-" + POOLS.incrementAndGet() + "-";
        AtomicInteger workers = new AtomicInteger();
        ForkJoinPool.ForkJoinWorkerThreadFactory factory = pool -> {
            ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName(name + workers.incrementAndGet());
            return thread;
        };
        return new ForkJoinPool(
                threads, factory, null, true, 0, threads + 256, 1, null, IDLE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether this thread is in user code that the batcher called. */
    boolean isInside() {
        return inside.get() != null;
    }

    boolean isInsideCallback() {
        return Boolean.TRUE.equals(inside.get());
    }

    /** Does what the engine decided. */
    void runAll(Collection<Runnable> tasks) {
        ArrayDeque<Runnable> outer = running.get();
        if (outer != null) {
            outer.addAll(tasks);
            return;
        }
        running.set(new ArrayDeque<>(tasks));
        try {
            runRest();
        } finally {
            running.remove();
        }
    }

    /** Does now what waits for a task of this thread to end; for a task that is about to wait itself. */
    void runRest() {
        ArrayDeque<Runnable> rest = running.get();
        for (Runnable task = rest == null ? null : rest.poll(); task != null; task = rest.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task of the batcher failed", e);
            }
        }
    }

    /** Calls back on the callback executor; here if that takes no more. */
    void callBack(Runnable user) {
        Runnable task = () -> mark(true, user);
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Calls the writer, or what it has left to call, on its executor, else on the callback executor. */
    void callWriter(@Nullable Executor executor, Runnable user) {
        (executor == null ? callbacks : executor).execute(() -> mark(false, user));
    }

    private void mark(boolean callback, Runnable user) {
        Boolean outer = inside.get();
        inside.set(callback || Boolean.TRUE.equals(outer));
        try {
            user.run();
        } catch (Throwable thrown) { // must not end the thread that serves others
            LOG.warn("a callback of the batcher's user failed", thrown);
        } finally {
            if (outer == null) {
                inside.remove();
            } else {
                inside.set(outer);
            }
        }
    }

    void close() {
        if (own != null) {
            own.shutdown();
        }
    }
}
