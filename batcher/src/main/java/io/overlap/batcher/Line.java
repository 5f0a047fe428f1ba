package io.overlap.batcher;

import java.util.ArrayDeque;

/** The items of one key that wait, and what holds the key. Owned by the engine's lock. */
final class Line<T, R> {
    final Object key;
    final long number;
    final ArrayDeque<Entry<T, R>> waiting = new ArrayDeque<>();
    long waitingBytes;
    int pending; // items accepted and not ended
    int held; // items in attempts and families
    long readyAtNanos;

    // While it stands among the ready or the sleeping ones:
    boolean ready;
    boolean asleep;
    long rank;
    int countedItems;
    long countedBytes;

    Line(Object key, long number, long nowNanos) {
        this.key = key;
        this.number = number;
        this.readyAtNanos = nowNanos;
    }

    static int compare(Line<?, ?> a, Line<?, ?> b) {
        return a.rank != b.rank ? Long.signum(a.rank - b.rank) : Long.compare(a.number, b.number);
    }
}
