package io.overlap.experiments;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement of lateness found.
 *
 * @param failures of the requests that warm up and open connections, by kind
 * @param stopped whether it was stopped before its end
 */
public record LatenessRun(
        LatenessOptions options,
        Machine machine,
        List<LatenessRow> rows,
        Map<String, Long> failures,
        List<Claim> claims,
        boolean stopped)
        implements ExperimentRun {

    private static final List<String> HEADING = List.of(
            "connections", "mode", "delay", "answers", "p50", "p99", "p99.9", "max", "heap each", "resident each");

    static LatenessRun of(
            LatenessOptions options,
            Machine machine,
            List<LatenessRow> rows,
            Map<String, Long> failures,
            boolean stopped) {
        return new LatenessRun(options, machine, rows, failures, claims(machine, rows), stopped);
    }

    /** Whether any request failed. */
    @Override
    public boolean failed() {
        return !allFailures().isEmpty();
    }

    private Map<String, Long> allFailures() {
        Map<String, Long> all = new TreeMap<>(failures);
        rows.forEach(row -> row.failures().forEach((kind, count) -> all.merge(kind, count, Long::sum)));
        return all;
    }

    /** The bounds were set for epoll. A row in which something failed makes no claim: what is not answered is not late. */
    private static List<Claim> claims(Machine machine, List<LatenessRow> rows) {
        List<Claim> claims = new ArrayList<>();
        if (!"epoll".equals(machine.transport())) {
            return claims;
        }
        for (LatenessRow row : rows) {
            if (!row.failures().isEmpty()) {
                continue;
            }
            String id = "lateness." + row.mode() + "." + row.connections();
            String name = String.format(Locale.ROOT, "%,d %s", row.connections(), row.mode());
            if (row.lateness() != null) {
                double p99 = row.lateness().p99();
                if (row.mode() == LatenessMode.LOCK_STEP && row.connections() == 100) {
                    claims.add(Claim.under(
                            id + ".p50", name + " p50", row.lateness().p50(), 0.3, "ms"));
                    claims.add(Claim.under(id + ".p99", name + " p99", p99, 1.5, "ms"));
                } else if (row.mode() == LatenessMode.PACED && row.connections() == 100) {
                    claims.add(Claim.under(id + ".p99", name + " p99", p99, 1, "ms"));
                } else if (row.mode() == LatenessMode.PACED && row.connections() == 5_000) {
                    claims.add(Claim.under(id + ".p99", name + " p99", p99, 4, "ms"));
                } else if (row.mode() == LatenessMode.PACED && row.connections() == 10_000) {
                    claims.add(Claim.under(id + ".p99", name + " p99", p99, 6, "ms"));
                }
            }
            if (row.heapBytes() != null && row.connections() == 15_000) {
                claims.add(Claim.under(id + ".heap_bytes", name + " heap each", row.heapBytes(), 4_096, "bytes"));
            }
        }
        return claims;
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder("How late the delay server begins to write an answer\n");
        out.append(machine.line()).append("\n\n");
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADING);
        rows.forEach(row -> cells.add(cells(row)));
        out.append(TextTable.aligned(cells));
        if (failed()) {
            out.append("failures: ").append(allFailures()).append("; a row with any makes no claim\n");
        }
        return out.append(TableEnd.of(this)).toString();
    }

    private static List<String> cells(LatenessRow row) {
        boolean held = row.lateness() == null;
        return List.of(
                String.format(Locale.ROOT, "%,d", row.connections()),
                row.mode().toString(),
                row.mode().delayMillis(row.connections()) + " ms",
                held ? "-" : String.format(Locale.ROOT, "%,d", row.answers()),
                millis(row.lateness() == null ? null : row.lateness().p50()),
                millis(row.lateness() == null ? null : row.lateness().p99()),
                millis(row.lateness() == null ? null : row.lateness().p999()),
                millis(row.lateness() == null ? null : row.lateness().max()),
                kilobytes(row.heapBytes()),
                kilobytes(row.residentBytes()));
    }

    private static String millis(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f ms", value);
    }

    private static String kilobytes(@Nullable Double bytes) {
        return bytes == null ? "-" : String.format(Locale.ROOT, "%.1f KB", bytes / 1_024);
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.add("connections", RunJson.tree(options.connections()));
        parameters.addProperty("reps", options.reps());
        parameters.add("failures", RunJson.tree(failures));
        parameters.addProperty("stopped", stopped);
        return RunJson.write("lateness", machine, parameters, RunJson.array(rows, LatenessRun::row), claims);
    }

    private static JsonElement row(LatenessRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("connections", row.connections());
        json.addProperty("mode", row.mode().toString());
        json.addProperty("delay_ms", row.mode().delayMillis(row.connections()));
        json.addProperty("requests", row.requests());
        json.add("failures", RunJson.tree(row.failures()));
        json.add("lateness_ms", RunJson.tree(row.lateness()));
        json.addProperty("heap_bytes_per_connection", row.heapBytes());
        json.addProperty("resident_bytes_per_connection", row.residentBytes());
        json.add("trials", RunJson.array(row.trials(), LatenessRun::trial));
        return json;
    }

    private static JsonElement trial(LatenessRow.Trial trial) {
        JsonObject json = new JsonObject();
        json.addProperty("requests", trial.requests());
        json.add("failures", RunJson.tree(trial.failures()));
        json.add("lateness_ms", RunJson.tree(trial.lateness()));
        json.addProperty("heap_bytes_per_connection", trial.heapBytes());
        json.addProperty("resident_bytes_per_connection", trial.residentBytes());
        return json;
    }
}
