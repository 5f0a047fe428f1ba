package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of a run, fastest first, those of unequal work last. A column that is known of no row is left out. */
final class RowTable {
    private static final String UNKNOWN = "–";

    private RowTable() {}

    private record Column(String heading, Function<Run.Row, @Nullable String> cell) {}

    static List<List<String>> of(Run run) {
        int n = run.asked().n();
        List<Run.Row> rows = new ArrayList<>(run.ranked());
        rows.addAll(run.unequal());
        List<Column> columns = columns(n).stream()
                .filter(column -> rows.stream().anyMatch(row -> column.cell.apply(row) != null))
                .toList();
        List<List<String>> table = new ArrayList<>();
        table.add(columns.stream().map(Column::heading).toList());
        for (Run.Row row : rows) {
            table.add(columns.stream()
                    .map(column -> Objects.requireNonNullElse(column.cell.apply(row), UNKNOWN))
                    .toList());
        }
        return table;
    }

    private static List<Column> columns(int n) {
        return List.of(
                new Column("variant", row -> row.label() + (row.scaled() ? "*" : "") + (row.equalWork() ? "" : " !")),
                new Column("seconds", row -> Numbers.fixed(row.median(), 3)),
                new Column("low – high", row -> Numbers.fixed(row.low(), 3) + " – " + Numbers.fixed(row.high(), 3)),
                new Column("of ideal", row -> known(row.efficiency(), Numbers::percent)),
                new Column("× serial", row -> known(row.speedup(), speedup -> Numbers.fixed(speedup, 1))),
                new Column("CPU for 1,000", row -> row.cpuKnown() ? Numbers.fixed(row.cpuMillis(n), 1) + " ms" : null),
                new Column("in flight", row -> known(row.maxInFlight(), most -> Numbers.fixed(most, 0))),
                new Column("heap", row -> known(row.peakHeapBytes(), Numbers::megabytes)),
                new Column("RSS", row -> known(row.peakRssBytes(), Numbers::megabytes)),
                new Column(
                        "late, p99",
                        row -> known(row.latenessMillis(), late -> String.format(Locale.ROOT, "%.2f ms", late))));
    }

    private static @Nullable String known(@Nullable Double figure, Function<Double, String> text) {
        return figure == null ? null : text.apply(figure);
    }
}
