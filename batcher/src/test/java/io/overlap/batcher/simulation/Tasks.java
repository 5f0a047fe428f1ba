package io.overlap.batcher.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/** An executor on the simulation's own thread: at once, in order, or in any order. */
final class Tasks implements Executor {
    enum Order {
        AT_ONCE,
        AS_THEY_COME,
        ANY
    }

    private final SplittableRandom random;
    private final Order order;
    private final BooleanSupplier refuses;
    private final List<Runnable> tasks = new ArrayList<>();
    private int depth;

    Tasks(SplittableRandom random, Order order, BooleanSupplier refuses) {
        this.random = random;
        this.order = order;
        this.refuses = refuses;
    }

    @Override
    public void execute(Runnable task) {
        if (refuses.getAsBoolean()) {
            throw new RejectedExecutionException("refused by the seed");
        }
        if (order == Order.AT_ONCE) {
            run(task);
        } else {
            tasks.add(task);
        }
    }

    /** Runs one, if there is one. */
    boolean runOne() {
        if (tasks.isEmpty()) {
            return false;
        }
        if (order == Order.AS_THEY_COME) {
            run(tasks.remove(0));
        } else {
            int last = tasks.size() - 1;
            int chosen = random.nextInt(tasks.size());
            Runnable task = tasks.get(chosen);
            tasks.set(chosen, tasks.get(last));
            tasks.remove(last);
            run(task);
        }
        return true;
    }

    private void run(Runnable task) {
        depth++;
        try {
            task.run();
        } finally {
            depth--;
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Whether one of its tasks runs now. */
    boolean isInside() {
        return depth > 0;
    }

    Order order() {
        return order;
    }
}
