package io.overlap.experiments.saving;

import java.time.Duration;
import java.util.List;

/**
 * What is computed, and how often.
 *
 * @param tasks bcrypt's cost and how many hashes a trial makes
 * @param delay of the server's answer to a save
 * @param reps trials of no saving and of ours; a fifth of that of the others
 */
public record WorkloadOptions(List<Task> tasks, Duration delay, int reps) {
    /** So many hashes at this cost; one more doubles the work of each. */
    public record Task(int cost, int items) {
        public Task {
            if (cost < 4 || cost > 16) {
                throw new IllegalArgumentException("cost not within 4 and 16: " + cost);
            }
            if (items < 1) {
                throw new IllegalArgumentException("items < 1: " + items);
            }
        }
    }

    private static final int OTHERS = 5;

    /** The book's items at cost 8 and 10; fewer at 11 and 12, so that those trials too take about 25 s. */
    public static final WorkloadOptions DEFAULT = new WorkloadOptions(
            List.of(new Task(8, 600), new Task(10, 400), new Task(11, 200), new Task(12, 100)),
            Duration.ofMillis(100),
            5);

    /** The same in miniature: under a minute. */
    public static final WorkloadOptions QUICK =
            new WorkloadOptions(List.of(new Task(8, 100), new Task(10, 25)), Duration.ofMillis(100), 2);

    public WorkloadOptions {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no costs");
        }
        if (delay.toMillis() < 1) {
            throw new IllegalArgumentException("delay < 1 ms: " + delay);
        }
        if (reps < 1) {
            throw new IllegalArgumentException("reps < 1: " + reps);
        }
    }

    public WorkloadOptions withReps(int value) {
        return new WorkloadOptions(tasks, delay, value);
    }

    /** So many hashes of each cost. */
    public WorkloadOptions withItems(int value) {
        return new WorkloadOptions(
                tasks.stream().map(task -> new Task(task.cost, value)).toList(), delay, reps);
    }

    int reps(Variant variant) {
        return variant == Variant.NONE || variant == Variant.OURS ? reps : Math.max(1, reps / OTHERS);
    }

    /** Whether the bounds of the claims were set for these. */
    boolean claimed() {
        return tasks.equals(DEFAULT.tasks) && delay.equals(DEFAULT.delay) && reps >= 3;
    }
}
