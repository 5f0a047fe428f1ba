package io.overlap.experiments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A comparison as a table for people, fastest first; rows of unequal work stand apart and are not ranked. */
final class CompareTable {
    private static final String UNKNOWN = "-";
    private static final List<String> HEADING = List.of(
            "variant",
            "seconds",
            "[low - high]",
            "of ideal",
            "x serial",
            "CPU/1,000",
            "in flight",
            "heap",
            "RSS",
            "late p99");

    private CompareTable() {}

    static String write(CompareRun run) {
        StringBuilder out = new StringBuilder();
        out.append(question(run.options())).append('\n');
        out.append(run.machine().line()).append("\n\n");
        if (run.rows().isEmpty()) {
            return out.append("no trial ended, so there is nothing to show\n").toString();
        }
        List<CompareRow> ranked = sorted(run, true);
        List<CompareRow> unequal = sorted(run, false);
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADING);
        ranked.forEach(row -> cells.add(cells(run.options(), row)));
        unequal.forEach(row -> cells.add(cells(run.options(), row)));
        out.append(TextTable.aligned(cells));
        notes(run, ranked, unequal).forEach(note -> out.append(note).append('\n'));
        return out.append(TableEnd.state(run)).append(TableEnd.claims(run)).toString();
    }

    private static String question(CompareOptions options) {
        if (options.urls() != null) {
            return String.format(Locale.ROOT, "%,d URLs of yours, at most %,d at once", options.n(), options.cap());
        }
        String ideal = options.delay().nanos() == 0
                ? "nothing to wait for, so this is what a request costs"
                : String.format(Locale.ROOT, "no client can need less than %.3f s", options.idealSeconds());
        return String.format(
                Locale.ROOT,
                "%,d URLs, %s each, at most %,d at once: %s",
                options.n(),
                options.delay().toString().replace("ms", " ms"),
                options.cap(),
                ideal);
    }

    private static List<CompareRow> sorted(CompareRun run, boolean equalWork) {
        return run.rows().stream()
                .filter(row -> row.equalWork() == equalWork)
                .sorted(Comparator.comparingDouble(row -> row.seconds().median()))
                .toList();
    }

    private static List<String> cells(CompareOptions options, CompareRow row) {
        return List.of(
                row.variant().label() + (row.scaled() ? "*" : "") + (row.equalWork() ? "" : " !"),
                number(row.seconds().median(), 3),
                "[" + number(row.seconds().low(), 3) + " - "
                        + number(row.seconds().high(), 3) + "]",
                row.efficiency() == null ? UNKNOWN : number(row.efficiency() * 100, 1) + " %",
                row.speedup() == null ? UNKNOWN : number(row.speedup(), 1),
                row.cpuSeconds() != null ? number(cpuMillis(options, row), 1) + " ms" : UNKNOWN,
                orUnknown(row.maxInFlight()),
                megabytes(row.peakHeapBytes()),
                row.peakRssBytes() == null ? UNKNOWN : megabytes(row.peakRssBytes()),
                row.lateness() == null ? UNKNOWN : number(row.lateness().p99(), 2) + " ms");
    }

    private static List<String> notes(CompareRun run, List<CompareRow> ranked, List<CompareRow> unequal) {
        CompareOptions options = run.options();
        List<String> notes = new ArrayList<>();
        if (run.rows().stream().anyMatch(CompareRow::scaled)) {
            notes.add(String.format(
                    Locale.ROOT,
                    "* the first %d of %,d, scaled (--full-serial makes them all)",
                    CompareOptions.SERIAL_REQUESTS,
                    options.n()));
        }
        unequal.forEach(row -> notes.add(
                "! " + row.variant().label() + " did not do the same work, so it is not ranked: " + difference(row)));
        if (unequal.isEmpty()) {
            notes.add("equal work: no failures, the same answers to the same requests");
        }
        if (ranked.size() > 1) {
            notes.add("by time:   " + ranking(ranked, row -> row.seconds().median()));
            List<CompareRow> known =
                    ranked.stream().filter(row -> row.cpuSeconds() != null).toList();
            if (known.size() > 1) {
                notes.add("by CPU:    " + ranking(known, row -> cpuMillis(options, row)));
            }
            notes.add("by memory: " + ranking(ranked, CompareTable::memory));
        }
        return notes;
    }

    private static String difference(CompareRow row) {
        if (!row.failures().isEmpty()) {
            return "failures: " + failures(row.failures());
        }
        boolean eachOnce = row.trials().stream().noneMatch(trial -> Boolean.FALSE.equals(trial.eachOnce()));
        return eachOnce ? "other answers" : "the server did not see each request exactly once";
    }

    private static String ranking(List<CompareRow> rows, ToDoubleFunction<CompareRow> figure) {
        return rows.stream()
                .sorted(Comparator.comparingDouble(figure))
                .map(row -> row.variant().label())
                .collect(Collectors.joining(" < "));
    }

    private static double cpuMillis(CompareOptions options, CompareRow row) {
        return row.cpuSeconds() == null ? Double.NaN : row.cpuSeconds() * 1e6 / options.n();
    }

    private static double memory(CompareRow row) {
        return row.peakRssBytes() == null ? row.peakHeapBytes() : row.peakRssBytes();
    }

    private static String failures(Map<String, Long> failures) {
        return failures.entrySet().stream()
                .map(failure -> String.format(Locale.ROOT, "%,d %s", failure.getValue(), failure.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String megabytes(long bytes) {
        return number(bytes / 1e6, bytes < 10_000_000 ? 1 : 0) + " MB";
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static String orUnknown(@Nullable Object value) {
        return value == null ? UNKNOWN : value.toString();
    }
}
