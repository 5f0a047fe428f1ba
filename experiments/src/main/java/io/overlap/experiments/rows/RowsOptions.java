package io.overlap.experiments.rows;

import io.overlap.experiments.database.Database;
import io.overlap.experiments.database.DatabaseUrl;
import io.overlap.experiments.rows.RowsCase.How;
import io.overlap.experiments.rows.RowsCase.Who;
import java.util.ArrayList;
import java.util.List;

/**
 * Into what, how and how often rows are to be saved.
 *
 * @param into the databases, at most one of a kind
 * @param cases each by hand; ours runs the same
 * @param reps trials of each
 * @param trialMillis how long a trial is to take, about
 * @param deadlocks how many a naive executor is to meet; 0: no upserts
 */
public record RowsOptions(List<DatabaseUrl> into, List<RowsCase> cases, int reps, int trialMillis, int deadlocks) {

    private static final List<DatabaseUrl> NO_SET_UP =
            List.of(DatabaseUrl.EMBEDDED, DatabaseUrl.TEMPORARY_SQLITE).stream()
                    .distinct()
                    .toList();

    public static final RowsOptions DEFAULT =
            new RowsOptions(NO_SET_UP, cases(List.of(1, 4), 100, 1_000), 5, 1_000, 20);

    /** The same in miniature: about a minute. */
    public static final RowsOptions QUICK = new RowsOptions(NO_SET_UP, cases(List.of(1), 1_000), 1, 400, 20);

    public RowsOptions {
        into = into.stream().distinct().toList();
        cases = cases.stream().distinct().toList();
        if (reps < 1) {
            throw new IllegalArgumentException("reps < 1: " + reps);
        }
        if (trialMillis < 1) {
            throw new IllegalArgumentException("trial's time < 1 ms: " + trialMillis);
        }
        if (deadlocks < 0) {
            throw new IllegalArgumentException("deadlocks are negative: " + deadlocks);
        }
    }

    private static List<RowsCase> cases(List<Integer> connections, int... batches) {
        List<RowsCase> cases = new ArrayList<>();
        for (int many : connections) {
            cases.add(new RowsCase(How.SINGLE, 1, many, Who.HAND_WRITTEN));
            for (int rows : batches) {
                cases.add(new RowsCase(How.MULTIROW, rows, many, Who.HAND_WRITTEN));
                cases.add(new RowsCase(How.COPY, rows, many, Who.HAND_WRITTEN));
            }
            cases.add(new RowsCase(How.COPY, 10_000, many, Who.HAND_WRITTEN));
        }
        // It has one writer at a time.
        cases.add(new RowsCase(How.TRANSACTION, 1_000, 1, Who.HAND_WRITTEN));
        cases.add(new RowsCase(How.TRANSACTION, 10_000, 1, Who.HAND_WRITTEN));
        return cases;
    }

    public RowsOptions withReps(int value) {
        return new RowsOptions(into, cases, value, trialMillis, deadlocks);
    }

    public RowsOptions withInto(DatabaseUrl value) {
        return new RowsOptions(List.of(value), cases, reps, trialMillis, deadlocks);
    }

    /** Whether the bounds of the claims about speed were set for these. */
    boolean claimed() {
        return trialMillis >= DEFAULT.trialMillis && reps >= 3;
    }

    List<RowsCase> cases(Database.Kind kind) {
        return cases.stream().filter(one -> one.how().kind() == kind).toList();
    }
}
