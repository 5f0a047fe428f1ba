package io.overlap.experiments.batcher;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of items whose writer did one thing wrong.
 *
 * @param accepted items of all trials that a save took
 * @param refused those it did not take
 * @param lost accepted, and without an outcome; or told as saved, and never given to the writer
 * @param hung futures that never ended, and calls that never returned
 * @param closeSeconds the slowest; null if one never returned
 */
record ChaosRow(
        Fault fault,
        long accepted,
        long refused,
        long lost,
        long hung,
        @Nullable Double closeSeconds,
        List<Trial> trials) {

    /** One trial. */
    record Trial(
            long accepted,
            long refused,
            long lost,
            long hung,
            @Nullable Double closeSeconds) {}

    static ChaosRow of(Fault fault, List<Trial> trials) {
        boolean closed = trials.stream().allMatch(trial -> trial.closeSeconds() != null);
        return new ChaosRow(
                fault,
                trials.stream().mapToLong(Trial::accepted).sum(),
                trials.stream().mapToLong(Trial::refused).sum(),
                trials.stream().mapToLong(Trial::lost).sum(),
                trials.stream().mapToLong(Trial::hung).sum(),
                closed
                        ? trials.stream()
                                .mapToDouble(trial -> Objects.requireNonNull(trial.closeSeconds()))
                                .max()
                                .orElse(0)
                        : null,
                trials);
    }
}
