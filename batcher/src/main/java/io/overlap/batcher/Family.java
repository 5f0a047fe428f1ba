package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The parts of a batch that is being halved; one part is out at a time. Owned by the engine's lock. */
final class Family<T, R> {
    private final ArrayDeque<Entry<T, R>[]> parts = new ArrayDeque<>();
    final List<Entry<T, R>> suspects = new ArrayList<>(); // blamed alone, while nothing else was saved
    boolean saved; // something of it was

    void halve(Entry<T, R>[] part) {
        int middle = part.length / 2;
        parts.addFirst(Arrays.copyOfRange(part, middle, part.length));
        parts.addFirst(Arrays.copyOf(part, middle));
    }

    void forEach(Consumer<Entry<T, R>> action) {
        parts.forEach(part -> Arrays.asList(part).forEach(action));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    Entry<T, R>[] next() {
        return parts.removeFirst();
    }

    /** The items of its parts, in their order; it is empty then. */
    List<Entry<T, R>> dissolve() {
        List<Entry<T, R>> left = new ArrayList<>();
        parts.forEach(part -> left.addAll(Arrays.asList(part)));
        suspects.clear();
        parts.clear();
        return left;
    }

    /** Takes out the items of its parts that are older than a moment. */
    List<Entry<T, R>> expire(long beforeNanos) {
        List<Entry<T, R>> expired = new ArrayList<>();
        for (int i = parts.size(); i > 0; i--) {
            List<Entry<T, R>> kept = new ArrayList<>();
            for (Entry<T, R> entry : parts.removeFirst()) {
                (entry.stampNanos - beforeNanos <= 0 ? expired : kept).add(entry);
            }
            if (!kept.isEmpty()) {
                parts.addLast(kept.toArray(Backlog.array(0)));
            }
        }
        return expired;
    }

    /** The oldest of its parts. */
    long oldestNanos(long otherwise) {
        long oldest = otherwise;
        for (Entry<T, R>[] part : parts) {
            for (Entry<T, R> entry : part) {
                oldest = entry.stampNanos - oldest < 0 ? entry.stampNanos : oldest;
            }
        }
        return oldest;
    }
}
