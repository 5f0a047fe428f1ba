package io.overlap.crawler;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The ways to wait that are tested alike. */
enum Way {
    SERIAL,
    POOL,
    THREADS,
    ASYNC,
    CALLBACK;

    private static final ExecutorService WORKERS = Executors.newCachedThreadPool(task -> thread(task, "worker"));

    Variant variant(int cap) {
        return switch (this) {
            case SERIAL -> Variant.serial();
            case POOL -> Variant.blocking(WORKERS, cap);
            case THREADS -> Variant.blocking(task -> thread(task, "one-task").start(), cap);
            case ASYNC -> Variant.async(cap);
            case CALLBACK -> Variant.callback(cap);
        };
    }

    /** Whether the caller reads ahead of what is under way. */
    boolean readsAhead() {
        return this == ASYNC || this == CALLBACK;
    }

    /** How many it has under way at once if it may have so many. */
    int capOf(int cap) {
        return this == SERIAL ? 1 : cap;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
