package io.overlap.batcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The engine's lock, and who takes a turn under it: whoever changes something, and whoever holds the lock when a turn is asked
 * for. Savers only try the lock. What a turn decides is done after it, by the thread that took it.
 */
final class Turns {
    private static final int MOST_IN_A_ROW = 8;

    private final BatchClock clock;
    private final Outside outside;
    private final LongConsumer turn;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean again; // a turn was asked for
    private List<Runnable> decided = new ArrayList<>(); // owned by the lock

    Turns(BatchClock clock, Outside outside, LongConsumer turn) {
        this.clock = clock;
        this.outside = outside;
        this.turn = turn;
    }

    /** Has something done after this turn, without the lock; to be called under it. */
    void afterwards(Runnable task) {
        decided.add(task);
    }

    /** Has another turn taken after this one; to be called under the lock. */
    void ask() {
        again = true;
    }

    /** Asks for a turn, and takes it unless another thread holds the lock and will. */
    void pump() {
        if (!again) {
            again = true;
        }
        if (!lock.isLocked()) { // else its holder looks at again after it
            settle();
        }
    }

    /** Changes something under the lock, and takes a turn; the change is told the time. */
    void locked(LongConsumer change) {
        List<Runnable> todo;
        lock.lock();
        try {
            long now = clock.nanoTime();
            change.accept(now);
            todo = take(now);
        } finally {
            lock.unlock();
        }
        finish(todo);
        settle();
    }

    /** Looks at something under the lock. */
    <V> V look(Supplier<V> at) {
        lock.lock();
        try {
            return at.get();
        } finally {
            lock.unlock();
            settle();
        }
    }

    private void settle() {
        while (again && lock.tryLock()) {
            List<Runnable> todo;
            try {
                todo = take(clock.nanoTime());
            } finally {
                lock.unlock();
            }
            finish(todo);
        }
    }

    /** One turn; returns what it decided, and what was decided before it. */
    private List<Runnable> take(long now) {
        again = false;
        turn.accept(now);
        if (decided.isEmpty()) {
            return List.of();
        }
        List<Runnable> todo = decided;
        decided = new ArrayList<>();
        return todo;
    }

    /** Does what was decided, after further turns that were asked for meanwhile: but not so many that it has to wait long. */
    private void finish(List<Runnable> todo) {
        List<Runnable> all = todo;
        for (int turns = 0; turns < MOST_IN_A_ROW && again && lock.tryLock(); turns++) {
            try {
                all = new ArrayList<>(all);
                all.addAll(take(clock.nanoTime()));
            } finally {
                lock.unlock();
            }
        }
        outside.runAll(all);
    }
}
