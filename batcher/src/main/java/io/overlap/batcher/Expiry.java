package io.overlap.batcher;

import java.util.List;

/**
 * Ends items that have waited too long. All deadlines are equally far, so nothing is overdue before the oldest item is; only then
 * are all looked at. Owned by the engine's lock.
 */
final class Expiry<T, R> {
    private static final long MOST_STALE_NANOS = 1_000_000_000;
    private static final long LEAST_STALE_NANOS = 1_000_000;
    private static final long STALE_PART = 1_000;

    private final Backlog<T, R> backlog;
    private final Flight<T, R> flight;
    private final Endings<T, R> endings;
    private final long deadlineNanos;
    private boolean known; // whether an item may be overdue some time
    private long nextNanos; // nothing is before

    Expiry(Backlog<T, R> backlog, Flight<T, R> flight, Endings<T, R> endings, long deadlineNanos) {
        this.backlog = backlog;
        this.flight = flight;
        this.endings = endings;
        this.deadlineNanos = deadlineNanos;
    }

    /** How exactly deadlines are counted: how long an item may stand in line before its time is. */
    static long staleNanos(long deadlineNanos) {
        return Math.max(LEAST_STALE_NANOS, Math.min(MOST_STALE_NANOS, deadlineNanos / STALE_PART));
    }

    /** An item waits, again or for the first time. */
    void waits(Entry<T, R> entry) {
        if (!known || entry.stampNanos + deadlineNanos - nextNanos < 0) {
            known = true;
            nextNanos = entry.stampNanos + deadlineNanos;
        }
    }

    void turn(long nowNanos) {
        if (!known || nowNanos - nextNanos < 0) {
            return;
        }
        long before = nowNanos - deadlineNanos;
        List<Entry<T, R>> overdue = flight.expire(before);
        backlog.forEach(entry -> {
            if (entry.stampNanos - before <= 0) {
                overdue.add(entry);
            }
        });
        for (Entry<T, R> entry : overdue) {
            if (entry.state == Entry.State.WAITING) {
                backlog.remove(entry);
            }
            if (entry.state != Entry.State.ENDED) { // else an earlier one of its key ended it
                endings.end(entry, Endings.unsaved(entry, Outcome.EXPIRED), entry.cause());
            }
        }
        lookForNext(nowNanos);
    }

    private void lookForNext(long nowNanos) {
        boolean[] some = {flight.inFlight() > 0 || flight.hasParts()};
        long[] oldest = {flight.oldestNanos(nowNanos)};
        backlog.forEach(entry -> {
            some[0] = true;
            oldest[0] = entry.stampNanos - oldest[0] < 0 ? entry.stampNanos : oldest[0];
        });
        known = some[0];
        nextNanos = nowNanos + Math.max(oldest[0] + deadlineNanos - nowNanos, staleNanos(deadlineNanos));
    }

    /** Nanoseconds until {@link #turn} may end something. */
    long nextNanos(long nowNanos) {
        return known ? Math.max(0, nextNanos - nowNanos) : Backlog.NEVER;
    }
}
