package io.overlap.testserver;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Servers that are busy for as long as a request's delay, and the queue before them. Owned by the event loop. */
@SuppressWarnings("NonAtomicVolatileUpdate") // the event loop alone writes
final class Capacity {
    /*
     * What happens is decided by the moments at which turns are to end, not by when the event loop gets to know of them: at
     * each call all turns that are over by then are ended first, in the order of their ends, and those that wait begin at these
     * very moments. So lateness neither adds up nor changes who is next, nobody begins before he came, and waits are those of
     * queueing theory (Kiefer and Wolfowitz) for the same arrivals and delays.
     */
    /** A request that is served or waits. */
    abstract static class Turn {
        private long until;
        private boolean served;
        private boolean left;

        /** It is served from this moment on; returns until when. */
        abstract long begin(long now);
    }

    private static final int SPARE = 16;

    private final Limit limit;
    private final ArrayDeque<Turn> queue = new ArrayDeque<>();
    private final PriorityQueue<Turn> served = new PriorityQueue<>(Comparator.comparingLong(turn -> turn.until));
    private int busy; // servers
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

    /** Those in the queue or served, also who left and was not yet passed. */
    int held() {
        return queue.size() + served.size();
    }

    /** Begins the turn, or lets it wait; false: the queue is full. */
    boolean enter(Turn turn, long now) {
        endUntil(now);
        if (busy < limit.servers()) {
            serve(turn, now);
            return true;
        }
        if (waiting >= limit.queue()) {
            return false;
        }
        if (queue.size() > 2 * waiting + SPARE) {
            queue.removeIf(other -> other.left);
        }
        waiting++;
        queue.add(turn);
        return true;
    }

    /** Ends a turn, served or not, unless it is over by then. */
    void leave(Turn turn, long now) {
        endUntil(now);
        if (turn.left) {
            return;
        }
        turn.left = true;
        if (!turn.served) {
            waiting--;
            return;
        }
        if (served.size() > 2 * busy + SPARE) {
            served.removeIf(other -> other.left);
        }
        free(now);
    }

    private void endUntil(long now) {
        for (Turn first = served.peek(); first != null && first.until <= now; first = served.peek()) {
            served.remove();
            if (!first.left) {
                first.left = true;
                free(first.until);
            }
        }
    }

    private void free(long now) {
        busy--;
        while (busy < limit.servers() && waiting > 0) {
            Turn next = queue.remove();
            if (!next.left) {
                waiting--;
                serve(next, now);
            }
        }
    }

    private void serve(Turn turn, long now) {
        busy++;
        turn.served = true;
        turn.until = turn.begin(now);
        served.add(turn);
    }
}
