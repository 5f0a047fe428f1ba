package io.overlap.experiments.saving;

import io.overlap.experiments.Interval;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a case.
 *
 * @param seconds of all items; scaled where only the first were timed
 * @param idealSeconds the least time that the saving can take; null where nothing bounds it
 */
record PrimesRow(PrimesCase how, Interval seconds, @Nullable Double idealSeconds, List<SavingTrial> trials) {
    static final Comparator<PrimesRow> IN_ORDER = Comparator.<PrimesRow, String>comparing(row -> row.how.part())
            .reversed()
            .thenComparing(row -> row.how.into())
            .thenComparingLong(row -> row.how.limit())
            .thenComparing(row -> row.how.variant());

    static PrimesRow of(PrimesCase how, @Nullable Double idealSeconds, List<SavingTrial> trials) {
        Interval timed = Interval.of(trials.stream().map(SavingTrial::seconds).toList());
        return new PrimesRow(how, timed.times((double) how.items() / how.timed()), idealSeconds, List.copyOf(trials));
    }

    boolean equalWork() {
        return trials.stream().allMatch(SavingTrial::equalWork);
    }

    /** The most requests at once in any trial; null where there are none. */
    @Nullable
    Integer maxInFlight() {
        return trials.stream()
                .map(SavingTrial::proof)
                .filter(proof -> proof != null && proof.maxInFlight() != null)
                .map(proof -> proof.maxInFlight())
                .max(Integer::compare)
                .orElse(null);
    }

    /** Requests of a trial, if all agree; -1 if not; null where there are none. */
    @Nullable
    Long requests() {
        List<Long> seen = trials.stream()
                .map(SavingTrial::proof)
                .filter(proof -> proof != null && proof.requests() != null)
                .map(proof -> proof.requests())
                .distinct()
                .toList();
        return seen.isEmpty() ? null : seen.size() == 1 ? seen.getFirst() : Long.valueOf(-1);
    }
}
