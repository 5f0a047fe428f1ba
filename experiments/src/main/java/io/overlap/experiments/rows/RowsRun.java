package io.overlap.experiments.rows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import java.util.List;
import java.util.Map;

/**
 * What an experiment with rows found.
 *
 * @param databases what each says of itself: version and durability
 * @param slowLoops why the machine was not itself, beside what it says of that; else empty
 * @param stopped whether it was stopped before its end
 */
public record RowsRun(
        RowsOptions options,
        Machine machine,
        List<Map<String, String>> databases,
        List<RowsRow> rows,
        List<DeadlockRow> deadlocks,
        List<String> slowLoops,
        List<Claim> claims,
        boolean stopped)
        implements ExperimentRun {

    /** A server that somebody else runs is not held to what this machine can do. */
    static RowsRun of(
            RowsOptions options,
            Machine machine,
            List<Map<String, String>> databases,
            List<RowsRow> rows,
            List<DeadlockRow> deadlocks,
            boolean given,
            boolean stopped) {
        List<String> slow = given ? List.of() : RowsClaims.slowLoops(rows);
        Machine seen = slow.isEmpty() ? machine : machine.asDisturbed();
        List<Claim> claims = stopped ? List.of() : RowsClaims.of(options.claimed() ? rows : List.of(), deadlocks);
        return new RowsRun(options, seen, databases, rows, deadlocks, slow, claims, stopped);
    }

    /** Whether a table had other rows afterwards than were saved. */
    @Override
    public boolean failed() {
        return !rows.stream().allMatch(RowsRow::equalWork);
    }

    @Override
    public String table() {
        return RowsTable.of(this);
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.add("databases", RunJson.tree(databases));
        parameters.addProperty("reps", options.reps());
        parameters.addProperty("trial_ms", options.trialMillis());
        parameters.addProperty("deadlock_batch_rows", DeadlockTrial.BATCH_ROWS);
        parameters.addProperty("deadlock_keys", DeadlockTrial.KEYS);
        parameters.addProperty("deadlocks_wanted", options.deadlocks());
        parameters.addProperty("deadlock_in_flight", DeadlockTrial.IN_FLIGHT);
        parameters.add("disturbed_by", RunJson.tree(slowLoops));
        parameters.addProperty("stopped", stopped);
        JsonArray all = RunJson.array(rows, this::row);
        all.addAll(RunJson.array(deadlocks, RowsRun::deadlock));
        return RunJson.write("rows", machine, parameters, all, claims);
    }

    private JsonElement row(RowsRow row) {
        RowsCase how = row.how();
        JsonObject json = new JsonObject();
        json.addProperty("part", "rows");
        json.addProperty("database", row.database());
        json.addProperty("how", how.how().toString());
        json.addProperty("batch_rows", how.batchRows());
        json.addProperty("connections", how.connections());
        json.addProperty("who", how.who().toString());
        json.addProperty("rows_per_second", row.perSecond().median());
        json.addProperty("low_rows_per_second", row.perSecond().low());
        json.addProperty("high_rows_per_second", row.perSecond().high());
        json.add(
                "share_of_hand_written",
                RunJson.tree(how.who() == RowsCase.Who.OURS ? RowsClaims.share(rows, row) : null));
        json.add("ceiling_rows_per_second", RunJson.tree(how.ceiling()));
        json.addProperty("mean_batch", row.meanBatch());
        json.addProperty("equal_work", row.equalWork());
        json.add("trials", RunJson.array(row.trials(), trial -> {
            JsonObject one = new JsonObject();
            one.addProperty("rows", trial.rows());
            one.addProperty("seconds", trial.seconds());
            one.addProperty("rows_per_second", trial.perSecond());
            one.addProperty("counted", trial.counted());
            one.addProperty("distinct", trial.distinct());
            one.addProperty("mean_batch", trial.meanBatch());
            return one;
        }));
        return json;
    }

    private static JsonElement deadlock(DeadlockRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("part", "deadlocks");
        json.addProperty("who", row.who());
        json.addProperty("batches", row.batches());
        json.addProperty("rows", row.rows());
        json.addProperty("seconds", row.seconds());
        json.addProperty("deadlocks_seen", row.seen());
        json.addProperty("deadlocks_counted", row.counted());
        json.addProperty("table_rows", row.tableRows());
        json.addProperty("table_md5", row.tableHash());
        return json;
    }
}
