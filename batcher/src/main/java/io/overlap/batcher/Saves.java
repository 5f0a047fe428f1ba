package io.overlap.batcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The ways in. Without keys and with room an item comes in without a lock; else it enters the line of those that wait. */
final class Saves<T, R> {
    private final Engine<T, R> engine;
    private final Admission<T, R> admission;
    private final Outside outside;
    private final boolean stamps; // for maxDelay; without it a clock need not be read for an item
    private final int maxBytes;
    private final long maxWaitNanos;
    private final ToIntFunction<? super T> size;
    private final @Nullable Function<? super T, ? extends @Nullable Object> key;

    Saves(Engine<T, R> engine, Settings<T, R> settings, Admission<T, R> admission, Outside outside) {
        this.engine = engine;
        this.admission = admission;
        this.outside = outside;
        this.stamps = !settings.policy().maxDelay().isZero();
        this.maxBytes = settings.policy().maxBytes();
        this.maxWaitNanos = Durations.nanos("maxWait", settings.policy().maxWait());
        this.size = settings.size();
        this.key = settings.key();
    }

    CompletableFuture<R> save(T item) throws InterruptedException {
        Entry<T, R> entry = entry(item);
        if (key == null && admission.admit(entry.bytes)) {
            return arrive(entry);
        }
        boolean inside = outside.isInside();
        Waiter<T, R> waiter = enter(entry, item, !inside, false);
        if (inside && waiter.refusal instanceof BatcherFullException full) {
            throw new WouldDeadlockException(
                    "save() would have to wait inside this batcher's own callback or writer: use"
                            + " trySave() or saveAsync() there; " + full.getMessage());
        }
        if (!waiter.inLine) {
            return result(waiter); // though this thread may be interrupted
        }
        try {
            waiter.accepted.get(); // the clock, or the end, refuses it at last
        } catch (InterruptedException e) {
            if (engine.leave(waiter)) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            return result(waiter);
        }
        return result(waiter);
    }

    @Nullable
    CompletableFuture<R> trySave(T item) {
        Entry<T, R> entry = entry(item);
        if (key == null) {
            return admission.admit(entry.bytes) ? arrive(entry) : null;
        }
        Waiter<T, R> waiter = enter(entry, item, false, false);
        return waiter.refusal instanceof BatcherFullException ? null : result(waiter);
    }

    CompletionStage<CompletableFuture<R>> saveAsync(T item) {
        Entry<T, R> entry = entry(item);
        if (key == null && admission.admit(entry.bytes)) {
            return CompletableFuture.completedStage(arrive(entry));
        }
        Waiter<T, R> waiter = enter(entry, item, true, true);
        if (waiter.refusal instanceof BatcherClosedException closed && !waiter.inLine) {
            throw closed;
        }
        return waiter.accepted.minimalCompletionStage();
    }

    private Entry<T, R> entry(T item) {
        int bytes = size.applyAsInt(item);
        if (bytes < 0) {
            throw new IllegalArgumentException("size of an item is negative: " + bytes);
        }
        if (bytes > maxBytes) {
            throw new ItemTooLargeException("item > maxBytes: " + bytes + " > " + maxBytes
                    + " bytes: split it or raise maxBytes; the item was not accepted");
        }
        Entry<T, R> entry = new Entry<>(engine, item, bytes);
        if (stamps) {
            entry.stampNanos = engine.nanoTime();
        }
        return entry;
    }

    private Entry<T, R> arrive(Entry<T, R> entry) {
        admission.arrive(entry);
        if (admission.wantsTurn()) {
            engine.pump();
        }
        return entry;
    }

    private Waiter<T, R> enter(Entry<T, R> entry, T item, boolean mayWait, boolean async) {
        Object itemKey = key == null ? null : key.apply(item);
        Waiter<T, R> waiter = new Waiter<>(entry, itemKey, engine.nanoTime() + maxWaitNanos, async);
        engine.enter(waiter, mayWait);
        return waiter;
    }

    private static <T, R> CompletableFuture<R> result(Waiter<T, R> waiter) {
        if (waiter.refusal != null) {
            throw waiter.refusal;
        }
        return waiter.entry;
    }
}
