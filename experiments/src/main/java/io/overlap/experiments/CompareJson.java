package io.overlap.experiments;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A comparison as JSON, in the form that scripts rely on. */
public final class CompareJson {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();
    private static final int VERSION = 1;

    private CompareJson() {}

    public static String write(CompareRun run) {
        JsonObject root = new JsonObject();
        root.addProperty("experiment", "compare");
        root.addProperty("version", VERSION);
        root.add("machine", machine(run.machine()));
        root.add("parameters", parameters(run.options(), run.stopped()));
        root.add("rows", array(run.rows(), CompareJson::row));
        root.add("claims", array(run.claims(), GSON::toJsonTree));
        return GSON.toJson(root) + "\n";
    }

    private static JsonObject machine(Machine machine) {
        JsonObject json = new JsonObject();
        json.addProperty("cpu", machine.cpu());
        json.addProperty("cores", machine.cores());
        json.addProperty("memory_bytes", machine.memoryBytes());
        json.addProperty("os", machine.os());
        json.addProperty("kernel", machine.kernel());
        json.addProperty("jvm", machine.jvm());
        json.add("jvm_flags", GSON.toJsonTree(machine.jvmFlags()));
        json.addProperty("gc", machine.gc());
        json.addProperty("transport", machine.transport());
        json.addProperty("commit", machine.commit());
        json.addProperty("dirty", machine.dirty());
        json.addProperty("started", machine.started());
        json.addProperty("load_before", machine.loadBefore());
        json.addProperty("load_after", machine.loadAfter());
        json.addProperty("steal_percent", machine.stealPercent());
        json.addProperty("disturbed", machine.disturbed());
        return json;
    }

    private static JsonObject parameters(CompareOptions options, boolean stopped) {
        JsonObject json = new JsonObject();
        json.add(
                "variants",
                GSON.toJsonTree(options.variants().stream()
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
        json.add("failures", GSON.toJsonTree(row.failures()));
        json.addProperty("bytes", row.bytes());
        json.addProperty("max_in_flight", row.maxInFlight());
        json.add("lateness_ms", orNull(row.lateness()));
        json.addProperty("cpu_seconds", row.cpuSeconds());
        json.addProperty("peak_heap_bytes", row.peakHeapBytes());
        json.addProperty("peak_rss_bytes", row.peakRssBytes());
        json.addProperty("answers_hash", row.answersHash());
        json.addProperty("equal_work", row.equalWork());
        json.add("trials", array(row.trials(), CompareJson::trial));
        return json;
    }

    private static JsonObject trial(Trial trial) {
        JsonObject json = new JsonObject();
        json.addProperty("seconds", trial.outcome().seconds());
        json.addProperty("cpu_seconds", trial.outcome().cpuSeconds());
        json.addProperty("requests", trial.outcome().requests());
        json.add("failures", GSON.toJsonTree(trial.outcome().failures()));
        json.addProperty("bytes", trial.outcome().bytes());
        json.addProperty("max_in_flight", trial.maxInFlight());
        json.add("lateness_ms", orNull(trial.lateness()));
        return json;
    }

    private static JsonElement orNull(@Nullable Object value) {
        return value == null ? JsonNull.INSTANCE : GSON.toJsonTree(value);
    }

    private static <T> JsonArray array(Collection<T> values, Function<T, JsonElement> element) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(element.apply(value)));
        return array;
    }
}
