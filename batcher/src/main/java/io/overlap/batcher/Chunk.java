package io.overlap.batcher;

import java.util.Arrays;

/** Entries in a row that may become a batch as they are; some may have ended meanwhile. Owned by the engine's lock. */
final class Chunk<T, R> {
    private static final int FEW = 16;

    private final int capacity;
    Entry<T, R>[] entries;
    final long readyAtNanos; // not to be sent before
    int from;
    int to;
    int live; // of those from..to, how many wait
    long bytes; // of the live ones

    Chunk(int capacity, long readyAtNanos) {
        this.capacity = capacity;
        this.entries = Backlog.array(Math.min(capacity, FEW));
        this.readyAtNanos = readyAtNanos;
    }

    void add(Entry<T, R> entry) {
        if (to == entries.length) {
            entries = Arrays.copyOf(entries, Math.min(capacity, 2 * to));
        }
        entries[to++] = entry;
        entry.chunk = this;
        live++;
        bytes += entry.bytes;
    }

    boolean isFull() {
        return to == capacity;
    }

    /** Whether all from..to wait. */
    boolean isIntact() {
        return live == to - from;
    }

    /** Its entries, if it is intact. */
    Entry<T, R>[] toArray() {
        return from == 0 && to == entries.length ? entries : Arrays.copyOfRange(entries, from, to);
    }

    void left(Entry<T, R> entry) {
        entry.chunk = null;
        live--;
        bytes -= entry.bytes;
    }
}
