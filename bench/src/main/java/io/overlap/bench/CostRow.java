package io.overlap.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.overlap.experiments.Interval;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What all trials of one contestant with so many producers cost. */
record CostRow(Cell cell, List<Trial.Cost> trials) {
    record Cell(Candidate candidate, int producers) {}

    Interval nanos() {
        return Interval.of(values(Trial.Cost::nanos));
    }

    double median(ToDoubleFunction<Trial.Cost> figure) {
        return Interval.of(values(figure)).median();
    }

    private List<Double> values(ToDoubleFunction<Trial.Cost> figure) {
        return trials.stream().map(figure::applyAsDouble).toList();
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-28s %d producer%s %7.1f ns (%.1f to %.1f) %7.1f ns CPU %6.1f bytes, mean batch %.0f",
                cell.candidate().label,
                cell.producers(),
                cell.producers() == 1 ? ": " : "s:",
                nanos().median(),
                least(),
                most(),
                median(Trial.Cost::cpuNanos),
                median(Trial.Cost::bytes),
                median(Trial.Cost::meanBatch));
    }

    private double least() {
        return values(Trial.Cost::nanos).stream().min(Double::compare).orElseThrow();
    }

    private double most() {
        return values(Trial.Cost::nanos).stream().max(Double::compare).orElseThrow();
    }

    JsonObject json() {
        Candidate who = cell.candidate();
        Interval nanos = nanos();
        JsonObject json = new JsonObject();
        json.addProperty("name", who.id);
        json.addProperty("label", who.label);
        json.addProperty("version", who.version);
        json.addProperty("note", who.note);
        json.addProperty("tells_of_items", who.tellsOfItems());
        json.addProperty("producers", cell.producers());
        json.addProperty("median_ns", nanos.median());
        json.addProperty("low_ns", nanos.low());
        json.addProperty("high_ns", nanos.high());
        json.addProperty("min_ns", least());
        json.addProperty("max_ns", most());
        json.addProperty("median_cpu_ns", median(Trial.Cost::cpuNanos));
        json.addProperty("median_bytes", median(Trial.Cost::bytes));
        json.addProperty("mean_batch", median(Trial.Cost::meanBatch));
        JsonArray array = new JsonArray();
        trials.forEach(trial -> array.add(json(trial)));
        json.add("trials", array);
        return json;
    }

    private static JsonObject json(Trial.Cost trial) {
        JsonObject json = new JsonObject();
        json.addProperty("ns", trial.nanos());
        json.addProperty("cpu_ns", trial.cpuNanos());
        json.addProperty("bytes", trial.bytes());
        json.addProperty("mean_batch", trial.meanBatch());
        return json;
    }
}
