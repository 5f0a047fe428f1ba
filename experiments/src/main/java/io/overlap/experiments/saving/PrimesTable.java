package io.overlap.experiments.saving;

import io.overlap.experiments.TableEnd;
import io.overlap.experiments.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An experiment with primes, for a terminal. */
final class PrimesTable {
    private static final String NOTHING = "-";

    private PrimesTable() {}

    static String of(PrimesRun run) {
        StringBuilder out = new StringBuilder("Primes, found and saved\n");
        out.append(run.machine().line()).append("\n\n");
        out.append("Each saved by a request of its own that takes ")
                .append(run.options().delay().toMillis())
                .append(" ms, ")
                .append(SaveServer.CAP)
                .append(" at once; seconds\n");
        out.append(sizes(run.rows()));
        List<PrimesRow> stored = part(run.rows(), "database");
        if (!stored.isEmpty()) {
            out.append("\nInto databases: a transaction each, or batches beside the computing; seconds\n")
                    .append(stored(stored));
        }
        List<PrimesRow> balanced = part(run.rows(), "balanced");
        if (!balanced.isEmpty()) {
            out.append("\nWhere computing and saving take equally long: ")
                    .append(text("%,d", balanced.getFirst().how().items()))
                    .append(" primes from ")
                    .append(text("%,d", balanced.getLast().how().from()))
                    .append(" on; seconds\n")
                    .append(balanced(balanced));
        }
        return out.append(TableEnd.of(run)).toString();
    }

    private static List<PrimesRow> part(List<PrimesRow> rows, String part) {
        return rows.stream().filter(row -> row.how().part().equals(part)).toList();
    }

    private static String sizes(List<PrimesRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "below",
                "primes",
                "no saving",
                "serial",
                "book's",
                "ours",
                "ideal",
                "ours/ideal",
                "serial/ours",
                "in flight"));
        List<PrimesRow> sizes = part(rows, "sizes");
        for (long limit :
                sizes.stream().map(row -> row.how().limit()).distinct().toList()) {
            PrimesRow ours = find(sizes, Variant.OURS, limit, null);
            PrimesRow serial = find(sizes, Variant.SERIAL, limit, null);
            Double ideal = ours == null ? null : ours.idealSeconds();
            cells.add(List.of(
                    text("%,d", limit),
                    text(
                            "%,d",
                            sizes.stream()
                                    .filter(row -> row.how().limit() == limit)
                                    .findFirst()
                                    .orElseThrow()
                                    .how()
                                    .items()),
                    seconds(find(sizes, Variant.NONE, limit, null)),
                    seconds(serial) + (serial != null && serial.how().scaled() ? "*" : " "),
                    seconds(find(sizes, Variant.BOOK, limit, null)),
                    seconds(ours),
                    ideal == null ? NOTHING : text("%.3f", ideal),
                    ours == null || ideal == null
                            ? NOTHING
                            : text("%.3f", ours.seconds().median() / ideal),
                    ours == null || serial == null
                            ? NOTHING
                            : text(
                                    "%.1f",
                                    serial.seconds().median() / ours.seconds().median()),
                    ours == null || ours.maxInFlight() == null ? NOTHING : text("%d", ours.maxInFlight())));
        }
        boolean scaled = sizes.stream().anyMatch(row -> row.how().scaled());
        return TextTable.aligned(cells) + (scaled ? "* the first " + PrimesCase.SCALED + ", scaled\n" : "");
    }

    private static String stored(List<PrimesRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("into", "below", "one by one", "ours", "one by one/ours"));
        for (PrimesRow row : rows) {
            if (row.how().variant() == Variant.OURS) {
                PrimesRow serial =
                        find(rows, Variant.SERIAL, row.how().limit(), row.how().into());
                cells.add(List.of(
                        row.how().into(),
                        text("%,d", row.how().limit()),
                        seconds(serial),
                        seconds(row),
                        serial == null
                                ? NOTHING
                                : text(
                                        "%.1f",
                                        serial.seconds().median()
                                                / row.seconds().median())));
            }
        }
        return TextTable.aligned(cells);
    }

    private static String balanced(List<PrimesRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "median", "low", "high"));
        for (PrimesRow row : rows) {
            cells.add(List.of(
                    switch (row.how().variant()) {
                        case NONE -> "computing alone";
                        case SAVING -> "saving alone";
                        case BOOK -> "the book's batcher";
                        default -> row.how().variant().toString();
                    },
                    text("%.3f", row.seconds().median()),
                    text("%.3f", row.seconds().low()),
                    text("%.3f", row.seconds().high())));
        }
        return TextTable.aligned(cells);
    }

    private static @Nullable PrimesRow find(List<PrimesRow> rows, Variant variant, long limit, @Nullable String into) {
        return rows.stream()
                .filter(row -> row.how().variant() == variant
                        && row.how().limit() == limit
                        && (into == null || into.equals(row.how().into())))
                .findFirst()
                .orElse(null);
    }

    private static String seconds(@Nullable PrimesRow row) {
        return row == null ? NOTHING : text("%.4f", row.seconds().median());
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
