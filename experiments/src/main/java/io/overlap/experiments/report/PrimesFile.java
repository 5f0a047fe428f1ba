package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run.json}, version 1, of the experiment primes tells.
 *
 * @param databases each in a line: its version, and what it says of durability
 */
record PrimesFile(
        RunFile.Origin origin,
        double delayMillis,
        int cap,
        double reps,
        List<String> databases,
        boolean stopped,
        List<Row> rows,
        List<Run.Claim> claims) {

    static final String SIZES = "sizes";
    static final String BALANCED = "balanced";
    static final String DATABASE = "database";
    static final String NONE = "none";
    static final String SAVING = "saving";
    static final String SERIAL = "serial";
    static final String BOOK = "book";
    static final String OURS = "ours";

    private static final int MAX_ROWS = 1_000;
    private static final double MOST_LIMIT = 1L << 40;
    private static final List<String> PARTS = List.of(SIZES, BALANCED, DATABASE);

    /**
     * One variant of one size, in seconds; scaled where only the first were timed.
     *
     * @param limit the numbers tested are below; 0 where they begin at {@code from} and end when there are enough primes
     * @param ideal the least that saving can take; null where nothing bounds it
     * @param book what the book published, of another machine; null where it has none
     * @param trials each trial's seconds
     */
    record Row(
            String part,
            String into,
            String variant,
            double from,
            double limit,
            int items,
            boolean scaled,
            double median,
            double low,
            double high,
            @Nullable Double ideal,
            @Nullable Double book,
            @Nullable Double maxInFlight,
            boolean equalWork,
            List<Double> trials) {

        @Nullable
        Double overIdeal() {
            return ideal == null || ideal == 0 ? null : median / ideal;
        }
    }

    static PrimesFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Row> rows = new ArrayList<>();
        for (Json row : root.objects("rows", MAX_ROWS)) {
            rows.add(row(row));
        }
        return new PrimesFile(
                RunFile.origin(root.object("machine")),
                parameters.number("delay_ms"),
                parameters.positive("cap"),
                parameters.number("reps"),
                RowsFile.databases(parameters),
                parameters.truthOrFalse("stopped"),
                rows,
                RunFile.claims(root));
    }

    private static Row row(Json row) throws BadFileException {
        String part = row.text("part");
        if (!PARTS.contains(part)) {
            throw row.wrong("part", String.join(" or ", PARTS), part);
        }
        int items = row.positive("items");
        Double limit = row.numberOrNull("limit");
        if (limit != null && (limit < 2 || limit > MOST_LIMIT)) {
            throw row.wrong("limit", "a number of numbers to test", limit);
        }
        return new Row(
                part,
                row.text("into"),
                row.text("variant"),
                row.number("from"),
                limit == null ? 0 : limit,
                items,
                row.truth("scaled"),
                row.number("median_seconds"),
                row.number("low_seconds"),
                row.number("high_seconds"),
                row.numberOrNull("ideal_seconds"),
                row.numberOrNull("book_seconds"),
                row.numberOrNull("max_in_flight"),
                row.truth("equal_work"),
                row.figures("trials", trial -> trial.number("seconds") * items / trial.positive("items")));
    }

    List<Row> part(String part) {
        return rows.stream().filter(row -> row.part.equals(part)).toList();
    }

    /** The sizes there are, in their order. */
    List<Double> limits(String part) {
        return part(part).stream().map(Row::limit).distinct().sorted().toList();
    }

    @Nullable
    Row size(double limit, String variant) {
        return find(SIZES, null, limit, variant);
    }

    @Nullable
    Row balanced(String variant) {
        return find(BALANCED, null, 0, variant);
    }

    /** Of computing alone and saving alone, where they take about equally long; 0 if one is missing. */
    double longer() {
        Row computing = balanced(NONE);
        Row saving = balanced(SAVING);
        return computing == null || saving == null ? 0 : Math.max(computing.median, saving.median);
    }

    /** Of both; 0 if one is missing. */
    double sum() {
        Row computing = balanced(NONE);
        Row saving = balanced(SAVING);
        return computing == null || saving == null ? 0 : computing.median + saving.median;
    }

    @Nullable
    Row find(String part, @Nullable String into, double limit, String variant) {
        return rows.stream()
                .filter(row -> row.part.equals(part)
                        && row.variant.equals(variant)
                        && row.limit == limit
                        && (into == null || into.equals(row.into)))
                .findFirst()
                .orElse(null);
    }

    static String name(String variant) {
        return switch (variant) {
            case NONE -> "computing alone";
            case SAVING -> "saving alone";
            case SERIAL -> "one by one";
            case BOOK -> "the book's batcher";
            default -> variant;
        };
    }
}
