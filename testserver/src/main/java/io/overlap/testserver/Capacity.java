package io.overlap.testserver;

import java.util.ArrayDeque;

/** Servers that are busy for as long as a request's delay, and the queue before them. Owned by the event loop. */
@SuppressWarnings("NonAtomicVolatileUpdate") // the event loop alone writes
final class Capacity {
    /** A request that is served or waits. */
    abstract static class Turn {
        private boolean served;
        private boolean left;

        /** It is served from this moment on. */
        abstract void begin(long now);
    }

    private final Limit limit;
    private final ArrayDeque<Turn> queue = new ArrayDeque<>();
    private int served;
    private volatile int waiting; // without those that left the queue; read by any thread

    Capacity(Limit limit) {
        this.limit = limit;
    }

    Limit limit() {
        return limit;
    }

    int waiting() {
        return waiting;
    }

    /** Those in the queue, also who left it and was not yet passed. */
    int queued() {
        return queue.size();
    }

    /** Begins the turn, or lets it wait; false: the queue is full. */
    boolean enter(Turn turn, long now) {
        if (served < limit.servers()) {
            serve(turn, now);
            return true;
        }
        if (waiting >= limit.queue()) {
            return false;
        }
        if (queue.size() > 2 * waiting + 16) {
            queue.removeIf(other -> other.left);
        }
        waiting++;
        queue.add(turn);
        return true;
    }

    /** Ends a turn, served or not; the next begins at the same moment, so that lateness does not add up. */
    void leave(Turn turn, long now) {
        if (turn.left) {
            return;
        }
        turn.left = true;
        if (!turn.served) {
            waiting--;
            return;
        }
        served--;
        while (served < limit.servers() && waiting > 0) {
            Turn next = queue.remove();
            if (!next.left) {
                waiting--;
                serve(next, now);
            }
        }
    }

    private void serve(Turn turn, long now) {
        served++;
        turn.served = true;
        turn.begin(now);
    }
}
