package io.overlap.experiments.batcher;

import io.overlap.experiments.Interval;
import java.util.List;

/**
 * How near the batcher came to Little's bound with one duration of the writer.
 *
 * @param efficiency items per second over the bound
 * @param itemsPerSecond the median
 * @param boundPerSecond the median of the trials' bounds
 * @param notSaved items of all trials that ended otherwise
 */
record BoundRow(
        int durationMillis,
        Interval efficiency,
        double itemsPerSecond,
        double boundPerSecond,
        long notSaved,
        List<Trial> trials) {

    /**
     * One trial.
     *
     * @param items those counted, in so many seconds
     * @param writerMillis the median of the durations that the writer measured
     * @param boundPerSecond batches in flight x items of a batch / that
     */
    record Trial(
            long items, double seconds, double writerMillis, double boundPerSecond, double meanBatch, long notSaved) {

        double itemsPerSecond() {
            return items / seconds;
        }

        double efficiency() {
            return itemsPerSecond() / boundPerSecond;
        }
    }

    static BoundRow of(int durationMillis, List<Trial> trials) {
        return new BoundRow(
                durationMillis,
                Interval.of(trials.stream().map(Trial::efficiency).toList()),
                Interval.of(trials.stream().map(Trial::itemsPerSecond).toList()).median(),
                Interval.of(trials.stream().map(Trial::boundPerSecond).toList()).median(),
                trials.stream().mapToLong(Trial::notSaved).sum(),
                trials);
    }
}
