package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are being halved, as poisoned or too large. Owned by the engine's lock.
 *
 * <p>The parts of a family are sent one at a time, the left half first. A single item that is blamed is a suspect until something
 * of its family is saved, or the family is over; then it is rejected. {@link #ALIKE} singles blamed alike in a row, with nothing
 * saved between, were an outage. Items of a family hold their keys.
 */
final class Families<T, R> {
    private static final int ALIKE = 3;

    private final Engine<T, R> engine;
    private final Backlog<T, R> backlog;
    private final Endings<T, R> endings;
    private final ArrayDeque<Family<T, R>> families = new ArrayDeque<>(); // with a part to be sent
    private int blamedInRow;
    private @Nullable Class<?> blamedFor;

    Families(Engine<T, R> engine, Backlog<T, R> backlog, Endings<T, R> endings) {
        this.engine = engine;
        this.backlog = backlog;
        this.endings = endings;
    }

    boolean isEmpty() {
        return families.isEmpty();
    }

    Family<T, R> remove() {
        return families.remove();
    }

    void halve(Attempt<T, R> attempt) {
        Family<T, R> family = attempt.family == null ? new Family<>() : attempt.family;
        for (Entry<T, R> entry : attempt.entries) {
            backlog.hold(entry);
            engine.waits(entry);
        }
        family.halve(attempt.entries);
        families.add(family);
    }

    /** Something was saved. */
    void saved(@Nullable Family<T, R> family) {
        blamedInRow = 0;
        if (family != null) {
            family.saved = true;
            convict(family);
        }
    }

    /** Blames a batch of one; returns false if it is an outage instead. */
    boolean blame(Attempt<T, R> attempt, @Nullable Throwable cause) {
        Class<?> kind = cause == null ? null : cause.getClass();
        blamedInRow = kind == blamedFor ? blamedInRow + 1 : 1;
        blamedFor = kind;
        if (blamedInRow >= ALIKE) {
            return false;
        }
        Entry<T, R> entry = attempt.entries[0];
        if (attempt.family == null || attempt.family.saved) {
            endings.end(entry, Outcome.REJECTED, cause);
        } else {
            entry.answer = cause;
            backlog.hold(entry);
            attempt.family.suspects.add(entry);
        }
        return true;
    }

    private void convict(Family<T, R> family) {
        for (Entry<T, R> suspect : family.suspects) {
            endings.end(suspect, Outcome.REJECTED, suspect.cause());
            backlog.release(suspect);
        }
        family.suspects.clear();
    }

    /** A part's attempt is over. */
    void goOn(@Nullable Family<T, R> family) {
        if (family != null) {
            if (family.isEmpty()) {
                convict(family);
            } else {
                family.forEach(engine::waits);
                families.add(family);
            }
        }
    }

    /** What waits in all families goes back. */
    void dissolveAll(long nowNanos) {
        for (Family<T, R> family : List.copyOf(families)) {
            putBack(family, List.of(), new long[0], nowNanos);
        }
    }

    /** Items of a part go back, and with them, in their order, what waits in its family. */
    void putBack(@Nullable Family<T, R> family, List<Entry<T, R>> part, long[] readyAt, long nowNanos) {
        if (family == null) {
            goBack(part, readyAt, nowNanos);
            return;
        }
        families.remove(family);
        List<Entry<T, R>> suspects = List.copyOf(family.suspects);
        List<Entry<T, R>> rest = family.dissolve();
        List<Entry<T, R>> all = new ArrayList<>(suspects);
        all.addAll(part);
        all.addAll(rest);
        long[] times = new long[all.size()];
        Arrays.fill(times, nowNanos);
        System.arraycopy(readyAt, 0, times, suspects.size(), readyAt.length);
        goBack(all, times, nowNanos);
        suspects.forEach(backlog::release);
        rest.forEach(backlog::release);
    }

    private void goBack(List<Entry<T, R>> entries, long[] readyAt, long nowNanos) {
        for (Entry<T, R> entry : entries) {
            entry.state = Entry.State.WAITING;
            engine.waits(entry);
        }
        backlog.putBack(entries, readyAt, nowNanos);
    }

    /** Takes out the items of parts that are older than a moment. */
    List<Entry<T, R>> expire(long beforeNanos) {
        List<Entry<T, R>> expired = new ArrayList<>();
        for (Family<T, R> family : List.copyOf(families)) {
            List<Entry<T, R>> old = family.expire(beforeNanos);
            old.forEach(backlog::release);
            expired.addAll(old);
            if (family.isEmpty()) {
                families.remove(family);
                convict(family);
            }
        }
        return expired;
    }

    /** The oldest item that waits in a part. */
    long oldestNanos(long otherwise) {
        long oldest = otherwise;
        for (Family<T, R> family : families) {
            oldest = family.oldestNanos(oldest);
        }
        return oldest;
    }
}
