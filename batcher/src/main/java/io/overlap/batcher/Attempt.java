package io.overlap.batcher;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One batch given to the writer once, from the place in flight that it takes until its stage has ended. */
final class Attempt<T, R> implements Batch<T> {
    private enum Phase {
        QUEUED,
        BEGUN,
        DROPPED
    }

    private final Engine<T, R> engine;
    final Entry<T, R>[] entries;
    final @Nullable Family<T, R> family;
    final long startNanos;
    final boolean probe;
    private final long deadlineNanos;
    private final List<T> items;
    private final int number;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.QUEUED);
    private final AtomicBoolean answered = new AtomicBoolean();

    // Owned by the engine's lock.
    final @Nullable Epoch epoch; // of all its items, if they have one
    final long bytes;
    boolean stuck;
    boolean keepsKeys = true;

    private final List<Runnable> hooks = new ArrayList<>(); // guarded by itself
    private boolean cancelled; // guarded by hooks

    Attempt(
            Engine<T, R> engine,
            Entry<T, R>[] entries,
            @Nullable Family<T, R> family,
            long nowNanos,
            long timeoutNanos,
            boolean probe) {
        this.engine = engine;
        this.entries = entries;
        this.family = family;
        this.startNanos = nowNanos;
        this.deadlineNanos = nowNanos + timeoutNanos;
        this.probe = probe;
        @Nullable Object[] copies = new @Nullable Object[entries.length];
        Epoch common = entries[0].epoch;
        int most = 0;
        long sum = 0;
        for (int i = 0; i < entries.length; i++) {
            Entry<T, R> entry = entries[i];
            entry.state = Entry.State.SENT;
            most = Math.max(most, ++entry.attempts);
            sum += entry.bytes;
            copies[i] = entry.item;
            common = entry.epoch == common ? common : null;
        }
        this.epoch = common;
        this.bytes = sum;
        this.number = most;
        this.items = new Items<>(copies);
    }

    /** The items, for whoever keeps the batch longer than the futures live. */
    private static final class Items<T> extends AbstractList<T> implements RandomAccess {
        private final @Nullable Object[] items;

        Items(@Nullable Object[] items) {
            this.items = items;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // an entry has its item until it has ended
        public T get(int index) {
            return (T) items[index];
        }

        @Override
        public int size() {
            return items.length;
        }
    }

    @Override
    public List<T> items() {
        return items;
    }

    @Override
    public int attempt() {
        return number;
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, leftNanos(engine.nanoTime())));
    }

    long leftNanos(long nowNanos) {
        return deadlineNanos - nowNanos;
    }

    /** Calls the writer; on an executor's thread. */
    void begin(BatchWriter<T, R> writer) {
        if (!phase.compareAndSet(Phase.QUEUED, Phase.BEGUN)) {
            engine.ended(this, BatchResult.saved()); // its items went back long ago: only the place in flight is left
            return;
        }
        engine.tell(listener -> listener.batchStarted(this));
        try {
            CompletionStage<BatchResult<R>> stage = writer.write(this);
            if (stage == null) {
                answer(BatchResult.misfit("the writer answered null instead of a stage"));
            } else {
                stage.whenComplete(this::complete);
            }
        } catch (Throwable thrown) { // an Error must not hang its items either
            complete(null, thrown);
        }
    }

    private void complete(@Nullable BatchResult<R> result, @Nullable Throwable thrown) {
        answer(engine.judge().answer(entries.length, result, thrown));
    }

    private void answer(BatchResult<R> result) {
        if (answered.compareAndSet(false, true)) {
            engine.ended(this, result);
        }
    }

    /** Whether the writer was not called yet, and now never will be. */
    boolean drop() {
        return phase.compareAndSet(Phase.QUEUED, Phase.DROPPED);
    }

    boolean isDropped() {
        return phase.get() == Phase.DROPPED;
    }

    @Override
    public void onCancel(Runnable hook) {
        synchronized (hooks) {
            if (!cancelled) {
                hooks.add(hook);
                return;
            }
        }
        engine.callHook(hook);
    }

    /** The attempt is over before its stage has ended. */
    void cancel() {
        List<Runnable> due;
        synchronized (hooks) {
            cancelled = true;
            due = List.copyOf(hooks);
            hooks.clear();
        }
        due.forEach(engine::callHook);
    }
}
