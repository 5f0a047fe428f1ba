package io.overlap.experiments.rows;

import io.overlap.experiments.Interval;
import java.util.List;

/**
 * How fast rows were saved in one way.
 *
 * @param database its product and version
 * @param perSecond rows a second
 */
record RowsRow(RowsCase how, String database, Interval perSecond, List<Trial> trials) {

    /**
     * One trial.
     *
     * @param counted rows of the table afterwards
     * @param distinct different keys among them
     */
    record Trial(long rows, double seconds, long counted, long distinct, double meanBatch) {
        double perSecond() {
            return rows / seconds;
        }

        boolean equalWork() {
            return counted == rows && distinct == rows;
        }
    }

    static RowsRow of(RowsCase how, String database, List<Trial> trials) {
        return new RowsRow(
                how, database, Interval.of(trials.stream().map(Trial::perSecond).toList()), trials);
    }

    double meanBatch() {
        return Interval.of(trials.stream().map(Trial::meanBatch).toList()).median();
    }

    boolean equalWork() {
        return trials.stream().allMatch(Trial::equalWork);
    }
}
