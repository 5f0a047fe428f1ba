package io.overlap.batcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** The batcher's end: drain, give up what is left when the time is over, let the callbacks be done, report. Owned by the engine's lock. */
final class Closing<T, R> {
    /** How long after its time a close waits for callbacks that run. */
    static final long GRACE_NANOS = 50_000_000;

    private final Engine<T, R> engine;
    private final AtomicInteger callbacks = new AtomicInteger(); // handed to the executor and not over; any thread
    private final List<CloseReport.Left<T>> left = new ArrayList<>();
    private final CompletableFuture<CloseReport<T>> reported = new CompletableFuture<>(); // nobody's code hangs on it
    private final CompletableFuture<CloseReport<T>> told = new CompletableFuture<>();
    private volatile boolean begun;
    private boolean abandoned;
    private boolean over;
    private int insiders; // closes that wait inside a callback, so that it cannot end before them
    private long beganNanos;
    private long endNanos;

    Closing(Engine<T, R> engine) {
        this.engine = engine;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean hasAbandoned() {
        return abandoned;
    }

    boolean isOver() {
        return over;
    }

    void begin(long nowNanos, long timeoutNanos) {
        long end = nowNanos + timeoutNanos;
        if (!begun) {
            begun = true;
            beganNanos = nowNanos;
            endNanos = end;
        } else if (end - endNanos < 0) {
            endNanos = end;
        }
    }

    void waitInside() {
        insiders++;
    }

    /** A callback that the end has to wait for. */
    Runnable callback(Runnable user) {
        callbacks.incrementAndGet();
        return () -> {
            try {
                user.run();
            } finally {
                callbacks.decrementAndGet();
                if (begun) {
                    engine.pump();
                }
            }
        };
    }

    /** An item ends; if close gave it up it is in the report. */
    void ended(Entry<T, R> entry) {
        T item = entry.item;
        Outcome outcome = entry.outcome;
        if (abandoned && item != null && outcome != null) {
            left.add(new CloseReport.Left<>(item, outcome, entry.attempts, entry.cause()));
        }
    }

    void turn(long nowNanos, boolean force) {
        if (!begun || over) {
            return;
        }
        boolean late = force || nowNanos - endNanos >= 0;
        if (late && !abandoned && !engine.isDrained()) {
            abandoned = true;
        }
        if (abandoned) {
            engine.abandon(nowNanos);
        }
        boolean patient = !force && nowNanos - endNanos < GRACE_NANOS;
        if (engine.pending() == 0 && (abandoned || engine.isDrained()) && (callbacks.get() <= insiders || !patient)) {
            over = true;
            CloseReport<T> report =
                    new CloseReport<>(engine.totals(), List.copyOf(left), Duration.ofNanos(nowNanos - beganNanos));
            engine.over(nowNanos);
            engine.afterwards(() -> reported.complete(report));
            engine.callback(() -> told.complete(report));
            engine.afterwards(engine::shutDown);
        }
    }

    /** Nanoseconds until time changes something. */
    long nextNanos(long nowNanos) {
        if (!begun || over) {
            return Backlog.NEVER;
        }
        long end = endNanos - nowNanos;
        return end > 0 ? end : Math.max(0, end + GRACE_NANOS);
    }

    CompletableFuture<CloseReport<T>> reported() {
        return reported;
    }

    CompletionStage<CloseReport<T>> told() {
        return told.minimalCompletionStage();
    }
}
