package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run.json}, version 1, of the experiment rows tells.
 *
 * @param databases each in a line: its version, and what it says of durability
 * @param disturbedBy what was so slow that the machine was not itself; else empty
 */
record RowsFile(
        RunFile.Origin origin,
        List<String> databases,
        double reps,
        Deadlocks deadlocks,
        List<String> disturbedBy,
        boolean stopped,
        List<Pair> pairs,
        List<Met> met,
        List<Run.Claim> claims) {

    private static final int MAX_ROWS = 1_000;
    private static final String BY_HAND = "hand-written";

    /** How the upserts were to run into each other. */
    record Deadlocks(double batchRows, double keys, double inFlight, double wanted) {}

    /** What one executor met. */
    record Met(
            String who,
            double batches,
            double seconds,
            double seen,
            double counted,
            double tableRows,
            String tableHash) {}

    /**
     * How fast rows were saved by one of the two.
     *
     * @param trials rows a second of each
     */
    record Speed(double median, double low, double high, double meanBatch, boolean equalWork, List<Double> trials) {}

    /**
     * One way, by hand and by ours; at least one is there.
     *
     * @param ceiling rows a second of the same by hand, measured at another time; null if it was not
     */
    record Pair(
            String database,
            String how,
            int batchRows,
            int connections,
            @Nullable Double ceiling,
            @Nullable Speed byHand,
            @Nullable Speed ours) {

        @Nullable
        Double share() {
            return byHand == null || ours == null || byHand.median == 0 ? null : ours.median / byHand.median;
        }

        String name() {
            String rows = how.equals("single") ? "single inserts" : how + " of " + Numbers.count(batchRows);
            return rows + " × " + connections;
        }

        boolean equalWork() {
            return (byHand == null || byHand.equalWork) && (ours == null || ours.equalWork);
        }

        private boolean isOf(Json row) throws BadFileException {
            return database.equals(row.text("database"))
                    && how.equals(row.text("how"))
                    && batchRows == row.positive("batch_rows")
                    && connections == row.positive("connections");
        }
    }

    static RowsFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Pair> pairs = new ArrayList<>();
        List<Met> met = new ArrayList<>();
        for (Json row : root.objects("rows", MAX_ROWS)) {
            switch (row.text("part")) {
                case "rows" -> add(pairs, row);
                case "deadlocks" -> met.add(deadlocks(row));
                default -> throw row.wrong("part", "rows or deadlocks", row.text("part"));
            }
        }
        return new RowsFile(
                RunFile.origin(root.object("machine")),
                databases(parameters),
                parameters.number("reps"),
                new Deadlocks(
                        parameters.number("deadlock_batch_rows"),
                        parameters.number("deadlock_keys"),
                        parameters.number("deadlock_in_flight"),
                        parameters.number("deadlocks_wanted")),
                parameters.texts("disturbed_by"),
                parameters.truthOrFalse("stopped"),
                pairs,
                met,
                RunFile.claims(root));
    }

    /** What each said of itself, in a line. */
    static List<String> databases(Json parameters) throws BadFileException {
        List<String> databases = new ArrayList<>();
        for (Json database : parameters.objects("databases")) {
            String fsync = database.textOrNull("fsync");
            String files = database.textOrNull("files_on");
            String durability = fsync == null
                    ? "journal " + database.text("journal_mode") + ", synchronous " + database.text("synchronous")
                    : "fsync " + fsync + ", synchronous_commit " + database.text("synchronous_commit")
                            + ", full_page_writes " + database.text("full_page_writes");
            databases.add((fsync == null ? "SQLite " : "PostgreSQL ") + database.text("version") + ": " + durability
                    + (files == null ? "" : ", files on " + files));
        }
        return databases;
    }

    private static void add(List<Pair> pairs, Json row) throws BadFileException {
        Speed speed = speed(row);
        boolean byHand = row.text("who").equals(BY_HAND);
        for (int i = 0; i < pairs.size(); i++) {
            Pair known = pairs.get(i);
            if (known.isOf(row)) {
                pairs.set(
                        i,
                        new Pair(
                                known.database,
                                known.how,
                                known.batchRows,
                                known.connections,
                                known.ceiling,
                                byHand ? speed : known.byHand,
                                byHand ? known.ours : speed));
                return;
            }
        }
        pairs.add(new Pair(
                row.text("database"),
                row.text("how"),
                row.positive("batch_rows"),
                row.positive("connections"),
                row.numberOrNull("ceiling_rows_per_second"),
                byHand ? speed : null,
                byHand ? null : speed));
    }

    private static Speed speed(Json row) throws BadFileException {
        return new Speed(
                row.number("rows_per_second"),
                row.number("low_rows_per_second"),
                row.number("high_rows_per_second"),
                row.number("mean_batch"),
                row.truth("equal_work"),
                row.figures("trials", trial -> trial.number("rows_per_second")));
    }

    private static Met deadlocks(Json row) throws BadFileException {
        return new Met(
                row.text("who"),
                row.number("batches"),
                row.number("seconds"),
                row.number("deadlocks_seen"),
                row.number("deadlocks_counted"),
                row.number("table_rows"),
                row.text("table_md5"));
    }

    /** The same rows in the table, whoever saved them; true if only one was tried. */
    boolean sameTable() {
        return met.stream()
                        .map(one -> one.tableHash() + one.tableRows())
                        .distinct()
                        .count()
                <= 1;
    }

    /** Those of the way that saves fastest, in the largest batch, by ours and by hand; null if there is none. */
    @Nullable
    Pair fastest() {
        Pair fastest = null;
        for (Pair pair : pairs) {
            boolean faster = pair.share() != null
                    && (fastest == null
                            || Objects.requireNonNull(pair.byHand).median
                                    > Objects.requireNonNull(fastest.byHand).median);
            fastest = faster ? pair : fastest;
        }
        return fastest;
    }
}
