package io.overlap.experiments.batcher;

import io.overlap.experiments.TableEnd;
import io.overlap.experiments.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A measurement of the batcher, for a terminal. */
final class BatcherTable {
    private static final String NOTHING = "-";

    private BatcherTable() {}

    static String of(BatcherRun run) {
        StringBuilder out = new StringBuilder(
                "How near the batcher comes to what its writer allows, and what is lost when it fails\n");
        out.append(run.machine().line()).append("\n");
        if (!run.bounds().isEmpty()) {
            out.append("\n8 batches of 100 in flight, saved as fast as it goes\n")
                    .append(bounds(run.bounds()));
        }
        if (!run.loads().isEmpty()) {
            out.append(text("\nItems at a constant rate, shares of %,.0f/s; ", run.boundPerSecond()))
                    .append("time added to the writer's " + LoadTrial.WRITER_MILLIS + " ms; partialInFlight "
                            + BoundTrial.POLICY.partialInFlight() + "\n")
                    .append(loads(run.loads()));
        }
        if (!run.chaos().isEmpty()) {
            out.append(text(
                            "\nFaults, live; close is given %.1f s\n",
                            run.options().closeMillis() / 1e3))
                    .append(chaos(run));
        }
        return out.append(TableEnd.of(run)).toString();
    }

    private static String bounds(List<BoundRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("writer", "items/s", "Little's bound", "share", "low", "high"));
        for (BoundRow row : rows) {
            cells.add(List.of(
                    row.durationMillis() + " ms",
                    text("%,.0f", row.itemsPerSecond()),
                    text("%,.0f", row.boundPerSecond()),
                    text("%.3f", row.efficiency().median()),
                    text("%.3f", row.efficiency().low()),
                    text("%.3f", row.efficiency().high())));
        }
        return TextTable.aligned(cells);
    }

    private static String loads(List<LoadRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("load", "linger", "items/s", "p50", "p99", "p99.9", "max", "mean batch"));
        for (LoadRow row : rows) {
            cells.add(List.of(
                    text("%.1f %%", row.load() * 100),
                    row.lingerMillis() + " ms",
                    text("%,.0f", row.itemsPerSecond()),
                    millis(row.added().p50()),
                    millis(row.added().p99()),
                    millis(row.added().p999()),
                    millis(row.added().max()),
                    text("%.1f", row.meanBatch().median())));
        }
        return TextTable.aligned(cells);
    }

    /** Ours, and the worst of each peer's faults beside it: which ones, the report tells. */
    private static String chaos(BatcherRun run) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("fault", "accepted", "lost", "hung", "close"));
        for (ChaosRow row : run.chaos()) {
            cells.add(List.of(
                    row.fault().toString(),
                    count(row.accepted()),
                    count(row.lost()),
                    count(row.hung()),
                    seconds(row.closeSeconds())));
        }
        return TextTable.aligned(cells) + (run.peers().rows().isEmpty() ? "" : peers(run.peers()));
    }

    private static String peers(BatcherPeers peers) {
        Map<String, List<BatcherPeers.Row>> byPeer = new LinkedHashMap<>();
        peers.rows()
                .forEach(row -> byPeer.computeIfAbsent(row.peer() + " " + row.version(), key -> new ArrayList<>())
                        .add(row));
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("others, measured " + peers.date(), "faults", "accepted", "lost", "hung", "slowest close"));
        byPeer.forEach((peer, rows) -> {
            boolean never = rows.stream().anyMatch(row -> row.closes().equals("never"));
            cells.add(List.of(
                    peer,
                    count((long) rows.size()),
                    count(sum(rows, BatcherPeers.Row::accepted)),
                    count(sum(rows, BatcherPeers.Row::lost)),
                    count(sum(rows, BatcherPeers.Row::hung)),
                    never ? seconds(null) : seconds(slowest(rows))));
        });
        return "\n" + TextTable.aligned(cells);
    }

    private static long sum(List<BatcherPeers.Row> rows, Function<BatcherPeers.Row, @Nullable Long> figure) {
        long sum = 0;
        for (BatcherPeers.Row row : rows) {
            Long count = figure.apply(row);
            sum += count == null ? 0 : count;
        }
        return sum;
    }

    private static double slowest(List<BatcherPeers.Row> rows) {
        double slowest = 0;
        for (BatcherPeers.Row row : rows) {
            Double seconds = row.closeSeconds();
            slowest = seconds == null ? slowest : Math.max(slowest, seconds);
        }
        return slowest;
    }

    private static String seconds(@Nullable Double seconds) {
        return seconds == null ? "never" : text("%.2f s", seconds);
    }

    private static String count(@Nullable Long count) {
        return count == null ? NOTHING : text("%,d", count);
    }

    private static String millis(double millis) {
        return text(millis < 10 ? "%.3f ms" : "%.1f ms", millis);
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
