package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code run.json}, version 1, of the experiment lateness tells. */
record LatenessFile(
        RunFile.Origin origin,
        double reps,
        boolean stopped,
        List<Row> rows,
        List<Held> held,
        Map<String, Long> failures,
        List<Run.Claim> claims) {

    /** One number of connections in one mode; milliseconds. */
    record Row(
            int connections,
            String mode,
            double delayMillis,
            double answers,
            double p50,
            double p99,
            double p999,
            double max,
            List<Double> trialsP99) {}

    /** What a waiting connection takes, in bytes; resident null where the system does not say. */
    record Held(int connections, double heapBytes, @Nullable Double residentBytes) {}

    static LatenessFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Row> rows = new ArrayList<>();
        List<Held> held = new ArrayList<>();
        Map<String, Long> failures = new TreeMap<>();
        if (parameters.objectOrNull("failures") != null) { // of what comes before the trials; not told by the first
            failures.putAll(parameters.counts("failures"));
        }
        for (Json row : root.objects("rows")) {
            Map<String, Long> failed = row.counts("failures");
            failed.forEach((kind, count) -> failures.merge(kind, count, Long::sum));
            Json lateness = row.objectOrNull("lateness_ms");
            if (lateness != null) {
                rows.add(row(row, lateness, failed));
            } else {
                held.add(new Held(
                        row.positive("connections"),
                        row.signed("heap_bytes_per_connection"),
                        row.signedOrNull("resident_bytes_per_connection")));
            }
        }
        return new LatenessFile(
                RunFile.origin(root.object("machine")),
                parameters.number("reps"),
                parameters.truthOrFalse("stopped"),
                rows,
                held,
                failures,
                RunFile.claims(root));
    }

    private static Row row(Json row, Json lateness, Map<String, Long> failed) throws BadFileException {
        return new Row(
                row.positive("connections"),
                row.text("mode"),
                row.number("delay_ms"),
                row.number("requests")
                        - failed.values().stream()
                                .mapToDouble(Long::doubleValue)
                                .sum(),
                lateness.number("p50"),
                lateness.number("p99"),
                lateness.number("p999"),
                lateness.number("max"),
                row.figures("trials", trial -> trial.object("lateness_ms").number("p99")));
    }
}
