package io.overlap.experiments.saving;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.Interval;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment with a workload found.
 *
 * @param stopped whether it was stopped before its end
 */
public record WorkloadRun(
        WorkloadOptions options, Machine machine, List<WorkloadRow> rows, List<Claim> claims, boolean stopped)
        implements ExperimentRun {
    private static final int CLAIMED_COST = 10;
    private static final double OVERHEAD = 0.01;

    static WorkloadRun of(WorkloadOptions options, Machine machine, List<WorkloadRow> rows, boolean stopped) {
        List<Claim> claims = !stopped && options.claimed() ? claims(rows) : List.of();
        return new WorkloadRun(options, machine, List.copyOf(rows), claims, stopped);
    }

    /** Ours within 1 % of no saving, or within the interval of no saving where that is wider. */
    private static List<Claim> claims(List<WorkloadRow> rows) {
        List<Claim> claims = new ArrayList<>();
        for (WorkloadRow row : rows) {
            WorkloadRow none = find(rows, row.task(), Variant.NONE);
            if (row.variant() == Variant.OURS && none != null && row.task().cost() >= CLAIMED_COST) {
                Interval without = none.seconds();
                double bound = Math.max(1 + OVERHEAD, without.high() / without.median());
                claims.add(Claim.atMost(
                        "workload.ours." + row.task().cost(),
                        "cost " + row.task().cost() + ": ours over no saving",
                        row.seconds().median() / without.median(),
                        Math.round(bound * 10_000) / 10_000.0,
                        "times"));
            }
        }
        long unequal = rows.stream().filter(row -> !row.equalWork()).count();
        claims.add(Claim.exactly("workload.once", "rows in which a result is missing or doubled", (double) unequal, 0));
        return claims;
    }

    static @Nullable WorkloadRow find(List<WorkloadRow> rows, WorkloadOptions.Task task, Variant variant) {
        return rows.stream()
                .filter(row -> row.task().equals(task) && row.variant() == variant)
                .findFirst()
                .orElse(null);
    }

    /** Whether a result was not saved exactly once. */
    @Override
    public boolean failed() {
        return !rows.stream().allMatch(WorkloadRow::equalWork);
    }

    @Override
    public String table() {
        return WorkloadTable.of(this);
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.add("tasks", RunJson.tree(options.tasks()));
        parameters.addProperty("delay_ms", options.delay().toMillis());
        parameters.addProperty("cap", SaveServer.CAP);
        parameters.addProperty("reps", options.reps());
        parameters.addProperty("stopped", stopped);
        return RunJson.write("workload", machine, parameters, RunJson.array(rows, WorkloadRun::row), claims);
    }

    private static JsonElement row(WorkloadRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("cost", row.task().cost());
        json.addProperty("items", row.task().items());
        json.addProperty("variant", row.variant().toString());
        json.addProperty("scaled", row.scaled());
        json.addProperty("median_seconds", row.seconds().median());
        json.addProperty("low_seconds", row.seconds().low());
        json.addProperty("high_seconds", row.seconds().high());
        json.add("overhead", RunJson.tree(row.overhead()));
        json.add("book_overhead", RunJson.tree(bookOverhead(row)));
        json.addProperty("equal_work", row.equalWork());
        json.add("trials", RunJson.array(row.trials(), SavingTrial::json));
        return json;
    }

    /** The book's seconds over those without saving, less one: with its own number of items. */
    static @Nullable Double bookOverhead(WorkloadRow row) {
        int items = row.task().cost() == 8 ? 600 : 400;
        Double with = Book.workload(row.variant(), items, row.task().cost());
        Double without = Book.workload(Variant.NONE, items, row.task().cost());
        return with == null || without == null || row.variant() == Variant.NONE ? null : with / without - 1;
    }
}
