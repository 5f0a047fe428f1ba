package io.overlap.batcher;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Entries in a row, linked through themselves, so that one can leave from the middle. Owned by the engine's lock. */
final class EntryList<T, R> {
    @Nullable
    Entry<T, R> first;

    private @Nullable Entry<T, R> last;
    int size;
    long bytes;

    @Nullable
    Entry<T, R> last() {
        return last;
    }

    /** The action may remove its entry. */
    void forEach(Consumer<Entry<T, R>> action) {
        Entry<T, R> following;
        for (Entry<T, R> entry = first; entry != null; entry = following) {
            following = entry.next;
            action.accept(entry);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addLast(Entry<T, R> entry) {
        Entry<T, R> before = last;
        entry.previous = before;
        last = entry;
        if (before == null) {
            first = entry;
        } else {
            before.next = entry;
        }
        added(entry);
    }

    void addFirst(Entry<T, R> entry) {
        Entry<T, R> after = first;
        entry.next = after;
        first = entry;
        if (after == null) {
            last = entry;
        } else {
            after.previous = entry;
        }
        added(entry);
    }

    private void added(Entry<T, R> entry) {
        entry.list = this;
        size++;
        bytes += entry.bytes;
    }

    void remove(Entry<T, R> entry) {
        Entry<T, R> before = entry.previous;
        Entry<T, R> after = entry.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        entry.previous = null;
        entry.next = null;
        entry.list = null;
        size--;
        bytes -= entry.bytes;
    }
}
