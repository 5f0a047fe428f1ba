package io.overlap.batcher;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accepted items that wait to be sent, some of them not before a time. Owned by the engine's lock. */
abstract class Backlog<T, R> {
    static final long NEVER = Long.MAX_VALUE;

    /** Takes a new item. */
    abstract void add(Entry<T, R> entry);

    /** Takes items back, in their order, before those that wait; entry {@code i} is not sent before {@code readyAt[i]}. */
    abstract void putBack(List<Entry<T, R>> entries, long[] readyAt, long nowNanos);

    /** An item that waits has ended. */
    abstract void remove(Entry<T, R> entry);

    /** What was not to be sent before now may be sent. */
    abstract void wake(long nowNanos);

    /** Nanoseconds until {@link #wake} changes something, or {@link #NEVER}. */
    abstract long nextWakeNanos(long nowNanos);

    /** Items that could be in the next batches now. */
    abstract int items();

    /** Their bytes. */
    abstract long bytes();

    /** The oldest of them. */
    abstract @Nullable Entry<T, R> oldest();

    /** The next batch: at least one item, in order, within both bounds; {@link #items} is not 0. */
    abstract Entry<T, R>[] take(int maxItems, int maxBytes);

    abstract void forEach(Consumer<Entry<T, R>> action);

    /** Whether the key has room for one more. */
    boolean hasRoom(@Nullable Object key) {
        return true;
    }

    /** The item is accepted: it takes room of its key. */
    void accepted(Entry<T, R> entry, @Nullable Object key, long nowNanos) {}

    /** An accepted item has ended: its key has room for one more. */
    void ended(Entry<T, R> entry) {}

    /** Keeps the key of an item that was taken; each hold needs a {@link #release}. {@link #take} holds once. */
    void hold(Entry<T, R> entry) {}

    void release(Entry<T, R> entry) {}

    /** Items that wait behind this one with the same key. */
    List<Entry<T, R>> following(Entry<T, R> entry) {
        return List.of();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static <T, R> Entry<T, R>[] array(int size) {
        return new Entry[size];
    }
}
