package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code run.json}, version 1, of the experiment workload tells. */
record WorkloadFile(
        RunFile.Origin origin,
        double delayMillis,
        int cap,
        double reps,
        boolean stopped,
        List<Row> rows,
        List<Run.Claim> claims) {

    static final String NONE = "none";
    static final String SERIAL = "serial";
    static final String OURS = "ours";

    private static final int MAX_ROWS = 1_000;

    /** A share, 0.01 for 1 %, and where it lies. */
    record Overhead(double median, double low, double high) {}

    /**
     * One variant at one cost, in seconds; scaled where only the first were timed.
     *
     * @param overhead over no saving; null for that itself
     * @param book the book's, of another machine; null where it has none
     * @param trials each trial's seconds
     */
    record Row(
            int cost,
            int items,
            String variant,
            boolean scaled,
            double median,
            double low,
            double high,
            @Nullable Overhead overhead,
            @Nullable Double book,
            boolean equalWork,
            List<Double> trials) {

        String name() {
            return switch (variant) {
                case NONE -> "no saving";
                case SERIAL -> "one by one";
                case "book" -> "batches";
                case OURS -> "async (ours)";
                default -> variant;
            };
        }
    }

    static WorkloadFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Row> rows = new ArrayList<>();
        for (Json row : root.objects("rows", MAX_ROWS)) {
            rows.add(row(row));
        }
        return new WorkloadFile(
                RunFile.origin(root.object("machine")),
                parameters.number("delay_ms"),
                parameters.positive("cap"),
                parameters.number("reps"),
                parameters.truthOrFalse("stopped"),
                rows,
                RunFile.claims(root));
    }

    private static Row row(Json row) throws BadFileException {
        int items = row.positive("items");
        Json overhead = row.objectOrNull("overhead");
        return new Row(
                row.positive("cost"),
                items,
                row.text("variant"),
                row.truth("scaled"),
                row.number("median_seconds"),
                row.number("low_seconds"),
                row.number("high_seconds"),
                overhead == null
                        ? null
                        : new Overhead(overhead.signed("median"), overhead.signed("low"), overhead.signed("high")),
                row.signedOrNull("book_overhead"),
                row.truth("equal_work"),
                row.figures("trials", trial -> trial.number("seconds") * items / trial.positive("items")));
    }

    List<Integer> costs() {
        return rows.stream().map(Row::cost).distinct().toList();
    }

    @Nullable
    Row find(int cost, String variant) {
        return rows.stream()
                .filter(row -> row.cost == cost && row.variant.equals(variant))
                .findFirst()
                .orElse(null);
    }

    /** Those of one cost that have an overhead. */
    List<Row> saving(int cost) {
        return rows.stream()
                .filter(row -> row.cost == cost && row.overhead != null)
                .toList();
    }

    /** Each trial's seconds over those of the trial without saving in the same round, less one. */
    List<Double> overheads(Row row) {
        Row none = find(row.cost, NONE);
        List<Double> overheads = new ArrayList<>();
        for (int i = 0; none != null && i < Math.min(row.trials.size(), none.trials.size()); i++) {
            if (none.trials.get(i) > 0) {
                overheads.add(row.trials.get(i) / none.trials.get(i) - 1);
            }
        }
        return overheads;
    }
}
