package io.overlap.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * What an item costs on its way through a batcher: wall time and allocated bytes, for one producer and for four. All contestants
 * run in one JVM, in rounds, each round in a random order; the first rounds warm up.
 */
public final class CostPerItem {
    private static final double BOUND_ONE = 60;
    private static final double BOUND_FOUR = 100;
    private static final double LEAST_BATCH = 50;

    private final CostOptions options;
    private final Row[] rows = Row.some();
    private final Map<CostRow.Cell, List<Trial.Cost>> costs = new LinkedHashMap<>();

    private CostPerItem(CostOptions options) {
        this.options = options;
    }

    public static void main(String[] words) throws Exception {
        new CostPerItem(CostOptions.of(words)).run();
    }

    private void run() throws Exception {
        Machine.Before before = Machine.before();
        measure();
        Machine machine = before.after(null, 0);
        List<CostRow> results = costs.entrySet().stream()
                .map(entry -> new CostRow(entry.getKey(), entry.getValue()))
                .toList();
        List<Claim> claims = options.isAsPublished() ? claims(results) : List.of();
        Files.createDirectories(options.out());
        Path json = options.out().resolve("run.json");
        Files.writeString(json, RunJson.write("batcher-cost", machine, parameters(), array(results), claims));
        Files.writeString(options.out().resolve(CostFigure.NAME), new CostFigure(results).draw());
        results.forEach(row -> System.out.println(row.line()));
        claims.forEach(claim -> System.out.println(claim.line()));
        System.err.println(options.out());
    }

    private void measure() throws Exception {
        List<CostRow.Cell> cells = new ArrayList<>();
        for (int producers : options.producers()) {
            options.candidates().forEach(candidate -> cells.add(new CostRow.Cell(candidate, producers)));
        }
        cells.forEach(cell -> costs.put(cell, new ArrayList<>()));
        Random random = new Random(options.seed());
        for (int round = -options.warmup(); round < options.trials(); round++) {
            Collections.shuffle(cells, random);
            for (CostRow.Cell cell : cells) {
                System.gc();
                Trial.Cost cost = new Trial(cell.candidate(), cell.producers(), options.items(), rows).run();
                System.err.printf(
                        Locale.ROOT,
                        "%3d %-20s %d: %6.1f ns%n",
                        round,
                        cell.candidate().id,
                        cell.producers(),
                        cost.nanos());
                if (round >= 0) {
                    Objects.requireNonNull(costs.get(cell)).add(cost);
                }
            }
        }
    }

    private JsonObject parameters() {
        JsonObject json = new JsonObject();
        json.addProperty("items", options.items());
        json.addProperty("warmup", options.warmup());
        json.addProperty("trials", options.trials());
        json.addProperty("seed", options.seed());
        json.addProperty("max_items", Limits.MAX_ITEMS);
        json.addProperty("max_bytes", Limits.MAX_BYTES);
        json.addProperty("max_pending", Limits.MAX_PENDING);
        json.addProperty("max_in_flight", Limits.MAX_IN_FLIGHT);
        json.addProperty("linger_ms", Limits.LINGER.toMillis());
        return json;
    }

    private static JsonArray array(List<CostRow> rows) {
        JsonArray array = new JsonArray();
        rows.forEach(row -> array.add(row.json()));
        return array;
    }

    private static List<Claim> claims(List<CostRow> rows) {
        List<Claim> claims = new ArrayList<>();
        for (CostRow row : rows) {
            if (row.cell().candidate() == Candidate.OURS) {
                int producers = row.cell().producers();
                String name = producers == 1 ? "1-producer" : producers + "-producers";
                double bound = producers == 1 ? BOUND_ONE : BOUND_FOUR;
                claims.add(Claim.atMost(
                        "ours." + name,
                        "an item from " + name.replace('-', ' '),
                        row.nanos().median(),
                        bound,
                        "ns"));
                claims.add(Claim.atLeast(
                        "ours." + name + ".mean-batch",
                        "mean batch from " + name.replace('-', ' '),
                        row.median(Trial.Cost::meanBatch),
                        LEAST_BATCH));
            }
        }
        return claims;
    }
}
