package io.overlap.crawler;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A variant at work on a thread of its own. */
final class Running {
    private final List<String> handedOver = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread;

    private Running(Variant variant, Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<FetchResult> results) {
        thread = new Thread(
                () -> {
                    try {
                        variant.run(fetcher, requests, result -> {
                            handedOver.add(result.request().url());
                            results.accept(result);
                        });
                        end.complete(null);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                },
                "running-variant");
        thread.setDaemon(true);
        thread.start();
    }

    static Running start(Variant variant, Fetcher fetcher, Iterator<FetchRequest> requests) {
        return start(variant, fetcher, requests, result -> {});
    }

    static Running start(
            Variant variant, Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<FetchResult> results) {
        return new Running(variant, fetcher, requests, results);
    }

    /** URLs of the results handed over, in order. */
    List<String> handedOver() {
        synchronized (handedOver) {
            return List.copyOf(handedOver);
        }
    }

    Thread thread() {
        return thread;
    }

    /** Interrupts the run and waits until it has taken note. */
    void interrupt() {
        thread.interrupt();
        Await.until("interrupt seen", () -> !thread.isInterrupted());
        awaitIdle();
    }

    /** Waits until the thread has nothing to do but wait. */
    void awaitIdle() {
        Await.until("idle", () -> thread.getState() == Thread.State.WAITING || end.isDone());
    }

    boolean hasEnded() {
        return end.isDone();
    }

    void assertNotEnded() {
        assertFalse(end.isDone(), () -> "ended: " + end);
    }

    void awaitEnd() throws Exception {
        Await.end(end);
    }

    /** Waits for the run to throw; returns what it threw. */
    Throwable awaitThrown() {
        return requireNonNull(
                assertThrows(ExecutionException.class, () -> Await.end(end)).getCause());
    }
}
