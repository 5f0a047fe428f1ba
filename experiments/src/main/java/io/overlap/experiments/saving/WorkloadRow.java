package io.overlap.experiments.saving;

import io.overlap.experiments.Interval;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The trials of one variant at one cost.
 *
 * @param scaled whether only the first few were timed
 * @param seconds of all items
 * @param overhead seconds of each trial over those of the trial without saving in the same round, less one; null without such
 */
record WorkloadRow(
        WorkloadOptions.Task task,
        Variant variant,
        boolean scaled,
        Interval seconds,
        @Nullable Interval overhead,
        List<SavingTrial> trials) {

    static WorkloadRow of(
            WorkloadOptions.Task task, Variant variant, List<SavingTrial> trials, List<SavingTrial> without) {
        List<Double> each = trials.stream()
                .map(trial -> trial.seconds() * task.items() / trial.items())
                .toList();
        Interval overhead = null;
        int pairs = Math.min(trials.size(), without.size());
        if (variant != Variant.NONE && pairs > 0) {
            List<Double> ratios = IntStream.range(0, pairs)
                    .mapToObj(i -> each.get(i) / without.get(i).seconds() - 1)
                    .toList();
            overhead = Interval.of(ratios);
        }
        boolean scaled = trials.getFirst().items() < task.items();
        return new WorkloadRow(task, variant, scaled, Interval.of(each), overhead, List.copyOf(trials));
    }

    boolean equalWork() {
        return trials.stream().allMatch(SavingTrial::equalWork);
    }
}
