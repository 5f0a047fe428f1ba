package io.overlap.batcher.http;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets at most so many requests go at once, first come first served. Holds no thread: whoever ends one lets the next go. */
final class Places {
    /*
     * Whoever changed something goes round the queue; if somebody is at it already, that one goes round once more. So no
     * thread waits, and the stack does not grow when requests end as soon as they begin.
     */

    /** A request that waits. */
    interface Request {
        /** Begins and returns true, and calls {@link Places#free} once when it is over; or returns false. Never throws. */
        boolean begin();
    }

    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;
    private final AtomicInteger changes = new AtomicInteger(); // since the queue was last at rest

    Places(int count) {
        free = new AtomicInteger(count);
    }

    void add(Collection<? extends Request> requests) {
        waiting.addAll(requests);
        go();
    }

    void free() {
        free.incrementAndGet();
        go();
    }

    private void go() {
        if (changes.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            letGo();
            seen = changes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void letGo() {
        while (free.get() > 0) {
            Request next = waiting.poll();
            if (next == null) {
                return;
            }
            free.decrementAndGet();
            if (!next.begin()) {
                free.incrementAndGet();
            }
        }
    }
}
