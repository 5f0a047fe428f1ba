package io.overlap.experiments.saving;

import io.overlap.experiments.TableEnd;
import io.overlap.experiments.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An experiment with a workload, for a terminal. */
final class WorkloadTable {
    private static final String NOTHING = "-";

    private WorkloadTable() {}

    static String of(WorkloadRun run) {
        StringBuilder out = new StringBuilder("Heavy computing, and each result saved\n");
        out.append(run.machine().line()).append("\n\n");
        out.append("bcrypt hashes, each saved by a request of ")
                .append(run.options().delay().toMillis())
                .append(" ms; seconds, and how much longer than without saving\n");
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "cost", "hashes", "median", "low", "high", "longer by", "low", "high", "book's"));
        for (WorkloadRow row : run.rows()) {
            cells.add(cells(row));
        }
        out.append(TextTable.aligned(cells));
        if (run.rows().stream().anyMatch(WorkloadRow::scaled)) {
            out.append("* timed for the first few, and scaled\n");
        }
        return out.append(TableEnd.of(run)).toString();
    }

    private static List<String> cells(WorkloadRow row) {
        List<String> cells = new ArrayList<>(List.of(
                name(row.variant()) + (row.scaled() ? "*" : ""),
                Integer.toString(row.task().cost()),
                Integer.toString(row.task().items()),
                text("%.2f", row.seconds().median()),
                text("%.2f", row.seconds().low()),
                text("%.2f", row.seconds().high())));
        cells.addAll(
                row.overhead() == null
                        ? List.of(NOTHING, NOTHING, NOTHING)
                        : List.of(
                                percent(row.overhead().median()),
                                percent(row.overhead().low()),
                                percent(row.overhead().high())));
        Double book = WorkloadRun.bookOverhead(row);
        cells.add(book == null ? NOTHING : percent(book));
        return cells;
    }

    static String name(Variant variant) {
        return switch (variant) {
            case NONE -> "no saving";
            case BOOK -> "batches";
            default -> variant.toString();
        };
    }

    private static String percent(double share) {
        return text("%.2f %%", share * 100);
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
