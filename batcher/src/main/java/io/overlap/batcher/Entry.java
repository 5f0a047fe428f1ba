package io.overlap.batcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An accepted item and the future of its outcome, in one object; or, without an item, a flush's mark in the line of arrival. */
final class Entry<T, R> extends CompletableFuture<R> {
    /** NEW: on its way in; WAITING: in the backlog or a family; SENT: in an attempt; ENDED: has its outcome. */
    enum State {
        NEW,
        WAITING,
        SENT,
        ENDED
    }

    private static final String REFUSED = "the batcher completes this future: act on a copy()";

    private final Engine<T, R> engine;
    final int bytes;

    volatile @Nullable Entry<T, R> arrivedNext; // Admission's

    // The rest is owned by the engine's lock, until the end hands it to the callback task.
    @Nullable
    T item;

    State state = State.NEW;
    int order; // in which it was accepted, round the clock
    int attempts;
    boolean doubtful; // an attempt's end was not learned
    long stampNanos;

    @Nullable
    Epoch epoch; // of a mark: with its flush

    @Nullable
    Line<T, R> line;

    @Nullable
    Chunk<T, R> chunk; // in which it waits, without keys

    @Nullable
    Outcome outcome;

    @Nullable
    Object answer; // the writer's value, or why the last attempt did not save it

    Entry(Engine<T, R> engine, @Nullable T item, int bytes) {
        this.engine = engine;
        this.item = item;
        this.bytes = bytes;
    }

    boolean isMark() {
        return item == null;
    }

    /** Why the last attempt did not save it. */
    @Nullable
    Throwable cause() {
        return outcome != Outcome.SAVED && answer instanceof Throwable thrown ? thrown : null;
    }

    /** Completes the future with its outcome; called once, outside the lock. */
    @SuppressWarnings("unchecked") // the answer of a saved item is its value
    void finish() {
        Outcome how = outcome;
        forget();
        if (how == Outcome.SAVED) {
            super.complete((R) answer);
        } else if (how != null) {
            super.completeExceptionally(new SaveException(how, attempts, message(how), cause()));
        }
    }

    void finishSaved(@Nullable R with) {
        forget();
        super.complete(with);
    }

    /** Whoever keeps the future keeps neither its item nor its neighbours. */
    private void forget() {
        item = null;
        chunk = null;
        epoch = null;
        line = null;
    }

    private String message(Outcome how) {
        String sent = attempts == 0 ? "never sent" : attempts == 1 ? "sent once" : "sent " + attempts + " times";
        return switch (how) {
            case REJECTED -> "rejected, " + sent;
            case EXPIRED -> "expired, " + sent + ": waited longer than the item deadline";
            case UNKNOWN -> "unknown whether saved, " + sent;
            case UNDRAINED -> "not saved, " + sent + ": the batcher's time to close was over";
            default -> "failed, " + sent;
        };
    }

    /** Withdraws the item if it was never sent. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!engine.withdraw(this)) {
            return isCancelled();
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        engine.withdrawn(this);
        return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<R> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    public CompletableFuture<R> completeOnTimeout(R late, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(late, timeout, unit);
    }

    @Override
    public boolean complete(R refused) {
        throw new UnsupportedOperationException(REFUSED);
    }

    @Override
    public boolean completeExceptionally(Throwable refused) {
        throw new UnsupportedOperationException(REFUSED);
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> refused, Executor executor) {
        throw new UnsupportedOperationException(REFUSED);
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> refused) {
        throw new UnsupportedOperationException(REFUSED);
    }

    @Override
    public void obtrudeValue(R refused) {
        throw new UnsupportedOperationException(REFUSED);
    }

    @Override
    public void obtrudeException(Throwable refused) {
        throw new UnsupportedOperationException(REFUSED);
    }
}
