package io.overlap.experiments.batcher;

import io.overlap.experiments.Interval;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the batcher added to the writer's time at one load and linger.
 *
 * @param askedPerSecond items that were to come each second: the median of the trials
 * @param notSaved items of all trials that ended otherwise, or could not be sent in twice the time
 * @param added percentiles: the median of each over the trials
 */
record LoadRow(
        double load,
        int lingerMillis,
        double askedPerSecond,
        double itemsPerSecond,
        long items,
        long notSaved,
        Added added,
        Added addedLow,
        Added addedHigh,
        Interval meanBatch,
        List<Trial> trials) {

    /** Milliseconds between an item's intended save and its end, without the writer's own. */
    record Added(double p50, double p99, double p999, double max) {}

    /** One trial. */
    record Trial(
            double askedPerSecond, double itemsPerSecond, long items, long notSaved, Added added, double meanBatch) {}

    static LoadRow of(double load, int lingerMillis, List<Trial> trials) {
        return new LoadRow(
                load,
                lingerMillis,
                Interval.of(trials.stream().map(Trial::askedPerSecond).toList()).median(),
                Interval.of(trials.stream().map(Trial::itemsPerSecond).toList()).median(),
                trials.stream().mapToLong(Trial::items).sum(),
                trials.stream().mapToLong(Trial::notSaved).sum(),
                added(trials, Interval::median),
                added(trials, Interval::low),
                added(trials, Interval::high),
                Interval.of(trials.stream().map(Trial::meanBatch).toList()),
                trials);
    }

    private static Added added(List<Trial> trials, ToDoubleFunction<Interval> part) {
        return new Added(
                part.applyAsDouble(over(trials, Added::p50)),
                part.applyAsDouble(over(trials, Added::p99)),
                part.applyAsDouble(over(trials, Added::p999)),
                part.applyAsDouble(over(trials, Added::max)));
    }

    private static Interval over(List<Trial> trials, ToDoubleFunction<Added> figure) {
        return Interval.of(trials.stream()
                .map(trial -> figure.applyAsDouble(trial.added()))
                .toList());
    }
}
