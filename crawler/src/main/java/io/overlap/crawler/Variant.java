package io.overlap.crawler;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One way to do the same work. Variants share the fetcher and differ only in who waits for an answer: the caller, a
 * thread per request, or nobody.
 */
@FunctionalInterface
public interface Variant {
    /**
     * Fetches every request and hands over each result once; returns when all have been handed over. Requests are taken
     * as room comes free and never held in number. To stop early, let {@code requests} end: what is in flight still ends.
     *
     * @param requests read by one thread at a time, never by an event loop; may block
     * @param results called by whoever waited, or by the fetcher's event loop if nobody did: must be thread-safe and must
     *     not block
     * @throws InterruptedException if the caller is interrupted: nothing more is started, what is in flight has ended
     * @throws RuntimeException what {@code requests} or {@code results} threw, with the same care
     */
    void run(Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<? super FetchResult> results)
            throws InterruptedException;

    /** The caller waits for each answer before it sends the next request. */
    static Variant serial() {
        return new SerialVariant();
    }

    /**
     * A task per request waits for its answer, at most {@code cap} at once: platform threads or virtual ones, as the
     * executor makes them.
     */
    static Variant blocking(Executor executor, int cap) {
        return new BlockingVariant(executor, cap);
    }

    /** Nobody waits: an answer starts the next request, on the event loop that brought it; {@code cap} at once. */
    static Variant async(int cap) {
        return new AsyncVariant(cap, AsyncVariant.FUTURE);
    }

    /** As {@link #async}, by explicit callbacks: no future is made for a request. */
    static Variant callback(int cap) {
        return new AsyncVariant(cap, AsyncVariant.CALLBACK);
    }
}
