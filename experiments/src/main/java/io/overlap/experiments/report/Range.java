package io.overlap.experiments.report;

import java.util.List;
import java.util.Objects;

/**
 * What one row shows in a panel.
 *
 * @param trials each trial's value, in the unit of the others
 * @param label the median as text
 */
record Range(Run.Row row, double median, double low, double high, List<Double> trials, String label) {

    /** The least that is drawn of it. */
    double smallest() {
        return Math.min(
                low, trials.stream().mapToDouble(Double::doubleValue).min().orElse(low));
    }

    /** The most that is drawn of it. */
    double largest() {
        return Math.max(
                high, trials.stream().mapToDouble(Double::doubleValue).max().orElse(high));
    }

    /** Seconds for all n requests. */
    static Range ofSeconds(Run.Row row, int n) {
        return new Range(
                row,
                row.median(),
                row.low(),
                row.high(),
                row.trials().stream().map(trial -> row.seconds(trial, n)).toList(),
                Numbers.seconds(row.median()));
    }

    /** CPU milliseconds for a thousand requests. */
    static Range ofCpu(Run.Row row, int n) {
        List<Double> trials = row.trials().stream()
                .filter(trial -> trial.cpuSeconds() != null && trial.requests() > 0)
                .map(trial -> Objects.requireNonNull(trial.cpuSeconds()) * 1e6 / trial.requests())
                .sorted()
                .toList();
        double median = row.cpuMillis(n);
        return new Range(
                row,
                median,
                trials.isEmpty() ? median : trials.getFirst(),
                trials.isEmpty() ? median : trials.getLast(),
                trials,
                Numbers.millis(median));
    }
}
