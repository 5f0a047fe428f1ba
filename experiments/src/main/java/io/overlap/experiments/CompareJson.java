package io.overlap.experiments;

import com.google.gson.JsonObject;

/** A comparison as JSON, in the form that scripts rely on. */
final class CompareJson {
    private CompareJson() {}

    static String write(CompareRun run) {
        return RunJson.write(
                "compare",
                run.machine(),
                parameters(run.options(), run.stopped()),
                RunJson.array(run.rows(), CompareJson::row),
                run.claims());
    }

    private static JsonObject parameters(CompareOptions options, boolean stopped) {
        JsonObject json = new JsonObject();
        json.add(
                "variants",
                RunJson.tree(options.variants().stream()
                        .map(VariantName::word)
                        .distinct()
                        .toList()));
        json.addProperty("client", options.clients());
        json.addProperty("n", options.n());
        json.addProperty("delay_ms", options.urls() == null ? options.delay().millis() : null);
        json.addProperty("cap", options.cap());
        json.addProperty("reps", options.reps());
        json.addProperty("warmup", options.warmup());
        json.addProperty("full_serial", options.fullSerial());
        // Not the URL or the file itself: a run names no host and no path.
        json.addProperty("target", options.bundled() ? "bundled" : options.url() != null ? "url" : "urls");
        json.addProperty("ideal_seconds", options.idealSeconds());
        json.addProperty("stopped", stopped);
        return json;
    }

    private static JsonObject row(CompareRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("name", row.variant().word());
        json.addProperty("client", row.variant().client().toString());
        json.addProperty("scaled", row.scaled());
        json.addProperty("median_seconds", row.seconds().median());
        json.addProperty("low_seconds", row.seconds().low());
        json.addProperty("high_seconds", row.seconds().high());
        json.addProperty("efficiency", row.efficiency());
        json.addProperty("speedup", row.speedup());
        json.addProperty("requests", row.requests());
        json.add("failures", RunJson.tree(row.failures()));
        json.addProperty("bytes", row.bytes());
        json.addProperty("max_in_flight", row.maxInFlight());
        json.add("lateness_ms", RunJson.tree(row.lateness()));
        json.addProperty("cpu_seconds", row.cpuSeconds());
        json.addProperty("peak_heap_bytes", row.peakHeapBytes());
        json.addProperty("peak_rss_bytes", row.peakRssBytes());
        json.addProperty("answers_hash", row.answersHash());
        json.addProperty("equal_work", row.equalWork());
        json.add("trials", RunJson.array(row.trials(), CompareJson::trial));
        return json;
    }

    private static JsonObject trial(Trial trial) {
        JsonObject json = new JsonObject();
        json.addProperty("seconds", trial.outcome().seconds());
        json.addProperty("cpu_seconds", trial.outcome().cpuSeconds());
        json.addProperty("requests", trial.outcome().requests());
        json.add("failures", RunJson.tree(trial.outcome().failures()));
        json.addProperty("bytes", trial.outcome().bytes());
        json.addProperty("max_in_flight", trial.maxInFlight());
        json.add("lateness_ms", RunJson.tree(trial.lateness()));
        return json;
    }
}
