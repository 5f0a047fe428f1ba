package io.overlap.experiments.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;

/** A run's folder made by hand: 500 requests of 100 ms, 100 at once, unless a test changes it. */
final class RunFolder extends DrawnFolder {
    static final String HEAD = "trial,connection,name,arrived_ns,deadline_ns,answered_ns,late_ns,status\n";

    final JsonObject root;
    final JsonObject machine;
    final JsonObject parameters;
    final JsonArray rows;

    RunFolder(Path path) {
        super(path);
        root = JsonParser.parseString("""
                {"experiment":"compare","version":1,
                 "machine":{"cpu":"a CPU","cores":2,"memory_bytes":4294967296,"os":"an OS","kernel":"a kernel","jvm":"a JVM",
                  "jvm_flags":[],"gc":"a GC","transport":"epoll","commit":"abc","dirty":false,
                  "started":"2026-01-01T00:00:00Z","disturbed":false},
                 "parameters":{"variants":["serial","async"],"n":500,"delay_ms":100.0,"cap":100,"reps":2,"warmup":1,
                  "full_serial":false,"target":"bundled","ideal_seconds":0.5,"stopped":false},
                 "rows":[],"claims":[]}""").getAsJsonObject();
        machine = root.getAsJsonObject("machine");
        parameters = root.getAsJsonObject("parameters");
        rows = root.getAsJsonArray("rows");
    }

    /** A row whose trials all took the same, and its efficiency. */
    JsonObject row(String name, double seconds, double cpuSeconds) {
        JsonObject row = JsonParser.parseString("""
                {"client":"ahc","scaled":false,"requests":1000,"failures":{},"bytes":1000,
                 "max_in_flight":100,"lateness_ms":{"p50":0.1,"p99":0.2,"max":0.3},"speedup":null,
                 "peak_heap_bytes":7000000,"peak_rss_bytes":130000000,"answers_hash":"h","equal_work":true}""").getAsJsonObject();
        row.addProperty("name", name);
        row.addProperty("median_seconds", seconds);
        row.addProperty("low_seconds", seconds);
        row.addProperty("high_seconds", seconds);
        row.addProperty("efficiency", 0.5 / seconds);
        row.addProperty("cpu_seconds", cpuSeconds);
        row.add("trials", new JsonArray());
        trial(row, seconds, cpuSeconds, parameters.get("n").getAsInt());
        rows.add(row);
        return row;
    }

    /** Serial as it usually is: 50 requests in 5.1 s, scaled to all. */
    JsonObject scaledSerial() {
        JsonObject row = row("serial", 51, 1);
        row.addProperty("scaled", true);
        row.add("trials", new JsonArray());
        trial(row, 5.1, 0.1, 50);
        return row;
    }

    static void trial(JsonObject row, double seconds, double cpuSeconds, int requests) {
        JsonObject trial = new JsonObject();
        trial.addProperty("seconds", seconds);
        trial.addProperty("cpu_seconds", cpuSeconds);
        trial.addProperty("requests", requests);
        row.getAsJsonArray("trials").add(trial);
    }

    static void setNull(JsonObject object, String... keys) {
        for (String key : keys) {
            object.add(key, JsonNull.INSTANCE);
        }
    }

    /** Requests of 100 ms in rounds of so many, each round 2 ms after the last. */
    static String rounds(String trial, int requests, int atOnce) {
        StringBuilder csv = new StringBuilder(HEAD);
        for (int i = 0; i < requests; i++) {
            long arrived = 1_000_000_000L + i / atOnce * 102_000_000L + i % atOnce * 1_000L;
            long due = arrived + 100_000_000;
            csv.append(trial)
                    .append(',')
                    .append(7 + i % atOnce)
                    .append(",u")
                    .append(i)
                    .append(',')
                    .append(arrived)
                    .append(',')
                    .append(due)
                    .append(',')
                    .append(due)
                    .append(",0,200\n");
        }
        return csv.toString();
    }

    RunFolder chronology(String stem, String csv) {
        return file("chronology-" + stem + ".csv", csv);
    }

    @Override
    RunFolder file(String name, String text) {
        super.file(name, text);
        return this;
    }

    /** A run that is whole: async and serial with their chronologies. */
    RunFolder whole() {
        scaledSerial();
        row("async", 0.515, 0.15);
        chronology("serial", rounds("serial-2", 50, 1));
        return chronology("async", rounds("async-2", 500, 100));
    }

    RunFolder writeJson() {
        return file("run.json", root.toString());
    }

    Run run() throws BadFileException {
        writeJson();
        return RunFile.compare(RunFile.read(path));
    }
}
