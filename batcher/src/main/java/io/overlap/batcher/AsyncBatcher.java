package io.overlap.batcher;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes single items and has them written in batches, a few at a time, while the caller goes on. Every accepted item ends in
 * exactly one {@link Outcome}, which its future tells and {@link #stats} counts; none is lost, and no call waits without bound.
 *
 * <p>Safe for any number of threads. No user code runs under its lock, but for {@code equals} and {@code hashCode} of keys. The
 * futures of a batch complete in one task on the callback executor; every method may be called from there.
 *
 * <p>The futures are the batcher's: {@code cancel} withdraws an item that has not been sent, and answers false once it has;
 * {@code complete} and {@code obtrude…} are refused; {@code orTimeout} and {@code completeOnTimeout} act on a copy.
 *
 * @param <T> an item
 * @param <R> what saving it yields
 */
public final class AsyncBatcher<T, R> implements AutoCloseable {
    private final Engine<T, R> engine;
    private final Duration closeTimeout;

    private AsyncBatcher(Engine<T, R> engine, Duration closeTimeout) {
        this.engine = engine;
        this.closeTimeout = closeTimeout;
    }

    /** A batcher over a writer that does not block. */
    public static <T, R> Builder<T, R> async(BatchWriter<T, R> writer) {
        return new Builder<>(Objects.requireNonNull(writer), null);
    }

    /** A batcher over a writer that blocks, each batch on a thread of {@code executor}, which needs {@code maxInFlight} of them. */
    public static <T, R> Builder<T, R> blocking(BlockingWriter<T, R> writer, Executor executor) {
        return new Builder<>(new BlockingAdapter<>(Objects.requireNonNull(writer)), Objects.requireNonNull(executor));
    }

    /**
     * Accepts an item; waits for room where there is none, for at most {@link BatchPolicy#maxWait}.
     *
     * @return its outcome: the writer's value, or a {@link SaveException}
     * @throws BatcherFullException not accepted, no room in that time, or too many wait already
     * @throws BatcherClosedException not accepted, after close
     * @throws ItemTooLargeException not accepted, larger than {@link BatchPolicy#maxBytes}
     * @throws WouldDeadlockException not accepted, it would have to wait in this batcher's own callback or writer
     * @throws InterruptedException not accepted, interrupted while it waited
     */
    public CompletableFuture<R> save(T item) throws InterruptedException {
        return engine.saves().save(Objects.requireNonNull(item, "item is null: save() needs one"));
    }

    /**
     * Accepts an item if there is room at once, and nobody waits for it already.
     *
     * @return its outcome, or null if it was not accepted
     * @throws BatcherClosedException as {@link #save}
     * @throws ItemTooLargeException as {@link #save}
     */
    public @Nullable CompletableFuture<R> trySave(T item) {
        return engine.saves().trySave(Objects.requireNonNull(item, "item is null: trySave() needs one"));
    }

    /**
     * Accepts an item as soon as there is room, first come first served with all that wait, without holding a thread.
     *
     * @return ends when the item is accepted, with the stage of its outcome; or with a {@link BatcherFullException} or
     *     {@link BatcherClosedException}, not accepted
     * @throws BatcherClosedException as {@link #save}
     * @throws ItemTooLargeException as {@link #save}
     */
    public CompletionStage<CompletableFuture<R>> saveAsync(T item) {
        return engine.saves().saveAsync(Objects.requireNonNull(item, "item is null: saveAsync() needs one"));
    }

    /**
     * A barrier: ends when all items accepted before this call have ended, and sends them without waiting for fuller batches. Never
     * exceptional; carries the totals of that moment. Waits for nothing itself.
     */
    public CompletableFuture<Totals> flush() {
        return engine.flush();
    }

    /**
     * Refuses new items, sends what waits, and gives up what has not ended within {@code timeout} (zero: at once). Returns when all
     * callbacks are done, at latest a moment after {@code timeout}. An interrupt gives up at once. Every call gets the same report.
     */
    public CloseReport<T> close(Duration timeout) {
        return engine.close(timeout);
    }

    /** As {@link #close(Duration)}, without waiting for it. */
    public CompletionStage<CloseReport<T>> closeAsync(Duration timeout) {
        return engine.closeAsync(timeout);
    }

    /**
     * As {@link #close(Duration)} with {@link BatchPolicy#closeTimeout}.
     *
     * @throws UndrainedException if items were given up; it has the report
     */
    @Override
    public void close() {
        CloseReport<T> report = close(closeTimeout);
        if (!report.drained()) {
            throw new UndrainedException(report);
        }
    }

    /** The counts of this moment; they add up. */
    public BatcherStats stats() {
        return engine.stats();
    }

    /** What a batcher is built of; only the writer is needed. */
    public static final class Builder<T, R> {
        private final BatchWriter<T, R> writer;
        private final @Nullable Executor blocking;
        private BatchPolicy policy = BatchPolicy.DEFAULT;
        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private ToIntFunction<? super T> size = item -> 0;
        private @Nullable Function<? super T, ? extends @Nullable Object> key;
        private KeyPolicy keyPolicy = KeyPolicy.DEFAULT;
        private @Nullable BatchListener<T> listener;
        private @Nullable Executor callbacks;
        private @Nullable BatchClock clock;
        private long seed = System.nanoTime();

        private Builder(BatchWriter<T, R> writer, @Nullable Executor blocking) {
            this.writer = writer;
            this.blocking = blocking;
        }

        public Builder<T, R> policy(BatchPolicy value) {
            policy = Objects.requireNonNull(value);
            return this;
        }

        public Builder<T, R> retry(RetryPolicy value) {
            retry = Objects.requireNonNull(value);
            return this;
        }

        /** Bytes of an item, for the byte bounds; without it every item counts as 0 bytes and its overhead. */
        public Builder<T, R> size(ToIntFunction<? super T> value) {
            size = Objects.requireNonNull(value);
            return this;
        }

        /** The key of an item, with {@link KeyPolicy#DEFAULT}. */
        public Builder<T, R> key(Function<? super T, ? extends @Nullable Object> value) {
            return key(value, KeyPolicy.DEFAULT);
        }

        /** The key of an item, with {@code equals} and {@code hashCode}; null: this item has none. */
        public Builder<T, R> key(Function<? super T, ? extends @Nullable Object> value, KeyPolicy byPolicy) {
            key = Objects.requireNonNull(value);
            keyPolicy = Objects.requireNonNull(byPolicy);
            return this;
        }

        @SuppressWarnings("unchecked") // it only reads items
        public Builder<T, R> listener(BatchListener<? super T> value) {
            listener = (BatchListener<T>) Objects.requireNonNull(value);
            return this;
        }

        /** Where futures complete and an async writer is called; without it two pools of daemon threads of the batcher's own. */
        public Builder<T, R> callbacks(Executor value) {
            callbacks = Objects.requireNonNull(value);
            return this;
        }

        /** Without it the system's clock and a daemon thread of the batcher's own. */
        public Builder<T, R> clock(BatchClock value) {
            clock = Objects.requireNonNull(value);
            return this;
        }

        /** The seed of the random pauses. */
        public Builder<T, R> seed(long value) {
            seed = value;
            return this;
        }

        /**
         * The batcher; it has no thread yet.
         *
         * @throws IllegalArgumentException if the settings could deadlock or never send; the message names the two
         */
        public AsyncBatcher<T, R> build() {
            if (policy.maxDelay().compareTo(retry.itemDeadline()) >= 0) {
                throw new IllegalArgumentException(
                        "maxDelay >= itemDeadline: " + policy.maxDelay() + " >= " + retry.itemDeadline()
                                + ": items would expire before they leave; lower the first or raise the second");
            }
            Engine<T, R> engine = new Engine<>(new Settings<>(
                    writer, blocking, policy, retry, size, key, keyPolicy, listener, callbacks, clock, seed));
            return new AsyncBatcher<>(engine, policy.closeTimeout());
        }
    }
}
