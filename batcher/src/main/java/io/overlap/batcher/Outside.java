package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
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
    private static final AtomicInteger BATCHERS = new AtomicInteger();
    private static final int CALLBACK_THREADS = 2;
    private static final long IDLE_SECONDS = 10;

    private final List<ExecutorService> own = new ArrayList<>();
    private final Executor writers;
    private final Executor callbacks;
    private final ThreadLocal<Boolean> inside = new ThreadLocal<>(); // true in a callback, false in a writer
    private final ThreadLocal<ArrayDeque<Runnable>> running = new ThreadLocal<>();

    /**
     * @param blocking where a blocking writer is called
     * @param given where the rest is done; without it two pools of our own, so that no writer that blocks can keep a future from
     *     ending
     */
    Outside(@Nullable Executor blocking, @Nullable Executor given) {
        int number = BATCHERS.incrementAndGet();
        if (given != null) {
            callbacks = given;
        } else {
            ThreadPoolExecutor pool = pool(CALLBACK_THREADS, new LinkedBlockingQueue<>(), "callbacks-" + number);
            pool.allowCoreThreadTimeOut(true);
            callbacks = pool;
        }
        if (blocking != null) {
            writers = blocking;
        } else if (given != null) {
            writers = given;
        } else { // as many threads as batches are in flight, at most
            writers = pool(0, new SynchronousQueue<>(), "writers-" + number);
        }
    }

    private ThreadPoolExecutor pool(int threads, BlockingQueue<Runnable> queue, String name) {
        int most = threads == 0 ? Integer.MAX_VALUE : threads;
        AtomicInteger made = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, "overlap-batcher-" + name + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        own.add(pool);
        return pool;
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
        if (tasks.isEmpty()) {
            return;
        }
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
            } catch (Throwable e) { // those after it belong to others
                LOG.error("a task of the batcher failed", e);
            }
        }
    }

    /** Calls back on the callback executor; here if that takes no more. */
    void callBack(Runnable user) {
        Runnable task = () -> mark(true, user);
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // it ended, or there is no thread to be had
            task.run();
        }
    }

    void callWriter(Runnable user) {
        writers.execute(() -> mark(false, user));
    }

    /** Calls what a writer left to be called. */
    void callHook(Runnable user) {
        callbacks.execute(() -> mark(false, user));
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
        own.forEach(ExecutorService::shutdown);
    }
}
