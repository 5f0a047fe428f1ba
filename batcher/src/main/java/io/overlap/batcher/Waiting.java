package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The saves that wait for room, first come first served; a key without room holds up only its own. Owned by the engine's lock. */
final class Waiting<T, R> {
    private final Engine<T, R> engine;
    private final Admission<T, R> admission;
    private final Backlog<T, R> backlog;
    private final BatchPolicy policy;
    private final ArrayDeque<Waiter<T, R>> line = new ArrayDeque<>();

    Waiting(Engine<T, R> engine, Admission<T, R> admission, Backlog<T, R> backlog, BatchPolicy policy) {
        this.engine = engine;
        this.admission = admission;
        this.backlog = backlog;
        this.policy = policy;
    }

    int size() {
        return line.size();
    }

    /** Accepts it now, or has it wait, or refuses it. */
    void enter(Waiter<T, R> waiter, boolean mayWait, long nowNanos) {
        line.add(waiter);
        letIn(nowNanos);
        if (!waiter.settled) {
            if (mayWait && line.size() <= policy.maxWaiting() && waiter.deadlineNanos - nowNanos > 0) {
                waiter.inLine = true;
                admission.queueing(true);
            } else {
                leave(waiter);
                settle(waiter, refusal(mayWait && line.size() >= policy.maxWaiting()));
            }
        }
    }

    private BatcherFullException refusal(boolean crowded) {
        String full = "full: " + admission.pendingItems() + " items, " + admission.pendingBytes()
                + " bytes pending, of at most " + policy.maxPendingItems() + " and " + policy.maxPendingBytes();
        return new BatcherFullException(
                crowded
                        ? full + ", and " + line.size() + " saves wait (maxWaiting); the item was not accepted"
                        : full + "; no room within " + policy.maxWait() + " (maxWait); the item was not accepted");
    }

    /** Lets in whoever has room now. */
    void letIn(long nowNanos) {
        if (admission.isClosed()) {
            refuseAll();
        }
        if (line.isEmpty()) {
            return;
        }
        for (Iterator<Waiter<T, R>> waiters = line.iterator(); waiters.hasNext(); ) {
            Waiter<T, R> waiter = waiters.next();
            if (backlog.hasRoom(waiter.key)) {
                if (!admission.admitWaiting(waiter.entry.bytes)) {
                    break;
                }
                waiters.remove();
                backlog.accepted(waiter.entry, waiter.key, nowNanos);
                waiter.entry.stampNanos = nowNanos;
                admission.arrive(waiter.entry);
                settle(waiter, null);
            }
        }
        admission.queueing(!line.isEmpty());
    }

    /** Refuses those that have waited long enough. */
    void expire(long nowNanos) {
        for (Waiter<T, R> first = line.peek();
                first != null && first.deadlineNanos - nowNanos <= 0;
                first = line.peek()) {
            leave(first);
            settle(first, refusal(false));
        }
    }

    void refuseAll() {
        for (Waiter<T, R> first = line.peek(); first != null; first = line.peek()) {
            leave(first);
            settle(first, Admission.closed());
        }
    }

    /** Gives up waiting. */
    void leave(Waiter<T, R> waiter) {
        line.remove(waiter);
        admission.queueing(!line.isEmpty());
    }

    private void settle(Waiter<T, R> waiter, @Nullable RuntimeException refusal) {
        waiter.settled = true;
        waiter.refusal = refusal;
        if (waiter.async && waiter.inLine) {
            engine.callback(waiter::tell); // somebody's code may hang on it
        } else {
            engine.afterwards(waiter::tell);
        }
    }

    /** Nanoseconds until the first has waited long enough. */
    long nextExpiryNanos(long nowNanos) {
        Waiter<T, R> first = line.peek();
        return first == null ? Backlog.NEVER : Math.max(0, first.deadlineNanos - nowNanos);
    }
}
