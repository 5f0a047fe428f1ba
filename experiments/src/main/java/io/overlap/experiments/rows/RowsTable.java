package io.overlap.experiments.rows;

import io.overlap.experiments.TableEnd;
import io.overlap.experiments.TextTable;
import io.overlap.experiments.rows.RowsCase.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An experiment with rows, for a terminal. */
final class RowsTable {
    private static final String NOTHING = "-";

    private RowsTable() {}

    static String of(RowsRun run) {
        StringBuilder out = new StringBuilder("How fast rows get into a database, by hand and by the batcher\n");
        out.append(run.machine().line()).append('\n');
        for (Map<String, String> database : run.databases()) {
            out.append(settings(database)).append('\n');
        }
        if (!run.rows().isEmpty()) {
            out.append('\n').append(rows(run.rows()));
        }
        if (!run.deadlocks().isEmpty()) {
            out.append("\nUpserts of " + DeadlockTrial.BATCH_ROWS + " rows of " + DeadlockTrial.KEYS + " keys, "
                            + DeadlockTrial.IN_FLIGHT + " at once\n")
                    .append(deadlocks(run.deadlocks()));
        }
        return out.append(TableEnd.of(run, run.slowLoops())).toString();
    }

    private static String settings(Map<String, String> database) {
        StringBuilder line = new StringBuilder(database.containsKey("fsync") ? "PostgreSQL" : "SQLite");
        database.forEach((key, value) ->
                line.append(key.equals("version") ? " " + value : ", " + key.replace('_', ' ') + " " + value));
        return line.toString();
    }

    private static String rows(List<RowsRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "rows", "batch", "connections", "by hand/s", "low", "high", "ours/s", "low", "high", "ours/hand"));
        for (RowsRow row : rows) {
            if (row.how().who() == Who.HAND_WRITTEN) {
                cells.add(pair(rows, row));
            }
        }
        return TextTable.aligned(cells);
    }

    private static List<String> pair(List<RowsRow> rows, RowsRow byHand) {
        RowsCase how = byHand.how();
        RowsRow ours = rows.stream()
                .filter(row -> row.how().equals(how.by(Who.OURS)))
                .findFirst()
                .orElse(null);
        List<String> cells = new ArrayList<>(List.of(
                how.how() + (byHand.equalWork() && (ours == null || ours.equalWork()) ? "" : " !"),
                text("%,d", how.batchRows()),
                text("%d", how.connections())));
        cells.addAll(speed(byHand));
        cells.addAll(speed(ours));
        Double share = ours == null ? null : RowsClaims.share(rows, ours);
        cells.add(share == null ? NOTHING : text("%.3f", share));
        return cells;
    }

    private static List<String> speed(@Nullable RowsRow row) {
        return row == null
                ? List.of(NOTHING, NOTHING, NOTHING)
                : List.of(
                        text("%,.0f", row.perSecond().median()),
                        text("%,.0f", row.perSecond().low()),
                        text("%,.0f", row.perSecond().high()));
    }

    private static String deadlocks(List<DeadlockRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "batches", "seconds", "deadlocks", "by the server's count", "rows afterwards"));
        for (DeadlockRow row : rows) {
            cells.add(List.of(
                    row.who(),
                    text("%,d", row.batches()),
                    text("%.2f", row.seconds()),
                    text("%,d", row.seen()),
                    text("%,d", row.counted()),
                    text("%,d", row.tableRows())));
        }
        return TextTable.aligned(cells);
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
