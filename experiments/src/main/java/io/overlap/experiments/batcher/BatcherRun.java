package io.overlap.experiments.batcher;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import java.util.List;

/**
 * What a measurement of the batcher found.
 *
 * @param boundPerSecond what the loads are shares of: Little's bound, as measured before the trials
 * @param peers other batchers, measured at another time
 * @param stopped whether it was stopped before its end
 */
public record BatcherRun(
        BatcherOptions options,
        Machine machine,
        double boundPerSecond,
        List<BoundRow> bounds,
        List<LoadRow> loads,
        List<ChaosRow> chaos,
        BatcherPeers peers,
        List<Claim> claims,
        boolean stopped)
        implements ExperimentRun {

    static BatcherRun of(
            BatcherOptions options,
            Machine machine,
            double boundPerSecond,
            List<BoundRow> bounds,
            List<LoadRow> loads,
            List<ChaosRow> chaos,
            boolean stopped) {
        List<Claim> claims = BatcherClaims.of(options, bounds, loads, chaos);
        BatcherPeers peers = BatcherPeers.read();
        return new BatcherRun(options, machine, boundPerSecond, bounds, loads, chaos, peers, claims, stopped);
    }

    /** Whether an item of a writer that does its work was not saved. */
    @Override
    public boolean failed() {
        return bounds.stream().anyMatch(row -> row.notSaved() > 0)
                || loads.stream().anyMatch(row -> row.notSaved() > 0);
    }

    @Override
    public String table() {
        return BatcherTable.of(this);
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("in_flight", BoundTrial.IN_FLIGHT);
        parameters.addProperty("batch_items", BoundTrial.BATCH_ITEMS);
        parameters.addProperty("partial_in_flight", BoundTrial.POLICY.partialInFlight());
        parameters.add("durations_ms", RunJson.tree(options.durationsMillis()));
        parameters.addProperty("load_duration_ms", LoadTrial.WRITER_MILLIS);
        parameters.addProperty("load_bound_per_second", boundPerSecond);
        parameters.add("loads", RunJson.tree(options.loads()));
        parameters.add("lingers_ms", RunJson.tree(options.lingersMillis()));
        parameters.addProperty("reps", options.reps());
        parameters.addProperty("trial_ms", options.trialMillis());
        parameters.addProperty("close_ms", options.closeMillis());
        parameters.addProperty("peers_date", peers.date());
        parameters.addProperty("stopped", stopped);
        JsonArray rows = RunJson.array(bounds, BatcherRun::bound);
        rows.addAll(RunJson.array(loads, BatcherRun::load));
        rows.addAll(RunJson.array(chaos, BatcherRun::chaos));
        rows.addAll(RunJson.array(peers.rows(), BatcherRun::peer));
        return RunJson.write("batcher", machine, parameters, rows, claims);
    }

    private static JsonElement bound(BoundRow row) {
        JsonObject json = part("bound");
        json.addProperty("duration_ms", row.durationMillis());
        json.addProperty("efficiency", row.efficiency().median());
        json.addProperty("low_efficiency", row.efficiency().low());
        json.addProperty("high_efficiency", row.efficiency().high());
        json.addProperty("items_per_second", row.itemsPerSecond());
        json.addProperty("bound_per_second", row.boundPerSecond());
        json.addProperty("not_saved", row.notSaved());
        json.add("trials", RunJson.array(row.trials(), trial -> {
            JsonObject one = new JsonObject();
            one.addProperty("items", trial.items());
            one.addProperty("seconds", trial.seconds());
            one.addProperty("writer_ms", trial.writerMillis());
            one.addProperty("bound_per_second", trial.boundPerSecond());
            one.addProperty("efficiency", trial.efficiency());
            one.addProperty("mean_batch", trial.meanBatch());
            one.addProperty("not_saved", trial.notSaved());
            return one;
        }));
        return json;
    }

    private static JsonElement load(LoadRow row) {
        JsonObject json = part("load");
        json.addProperty("load", row.load());
        json.addProperty("linger_ms", row.lingerMillis());
        json.addProperty("asked_per_second", row.askedPerSecond());
        json.addProperty("items_per_second", row.itemsPerSecond());
        json.addProperty("items", row.items());
        json.addProperty("not_saved", row.notSaved());
        json.add("added_ms", RunJson.tree(row.added()));
        json.add("low_added_ms", RunJson.tree(row.addedLow()));
        json.add("high_added_ms", RunJson.tree(row.addedHigh()));
        json.addProperty("mean_batch", row.meanBatch().median());
        json.addProperty("low_mean_batch", row.meanBatch().low());
        json.addProperty("high_mean_batch", row.meanBatch().high());
        json.add("trials", RunJson.array(row.trials(), trial -> {
            JsonObject one = new JsonObject();
            one.addProperty("asked_per_second", trial.askedPerSecond());
            one.addProperty("items_per_second", trial.itemsPerSecond());
            one.addProperty("items", trial.items());
            one.addProperty("not_saved", trial.notSaved());
            one.add("added_ms", RunJson.tree(trial.added()));
            one.addProperty("mean_batch", trial.meanBatch());
            return one;
        }));
        return json;
    }

    private static JsonElement chaos(ChaosRow row) {
        JsonObject json = part("chaos");
        json.addProperty("fault", row.fault().toString());
        json.addProperty("accepted", row.accepted());
        json.addProperty("refused", row.refused());
        json.addProperty("lost", row.lost());
        json.addProperty("hung", row.hung());
        json.addProperty("close_seconds", row.closeSeconds());
        json.add("trials", RunJson.array(row.trials(), trial -> {
            JsonObject one = new JsonObject();
            one.addProperty("accepted", trial.accepted());
            one.addProperty("refused", trial.refused());
            one.addProperty("lost", trial.lost());
            one.addProperty("hung", trial.hung());
            one.addProperty("close_seconds", trial.closeSeconds());
            return one;
        }));
        return json;
    }

    private static JsonElement peer(BatcherPeers.Row row) {
        JsonObject json = part("peer");
        json.addProperty("peer", row.peer());
        json.addProperty("version", row.version());
        json.addProperty("fault", row.fault());
        json.addProperty("accepted", row.accepted());
        json.addProperty("lost", row.lost());
        json.addProperty("hung", row.hung());
        json.addProperty("closes", row.closes());
        json.addProperty("close_seconds", row.closeSeconds());
        json.addProperty("note", row.note());
        return json;
    }

    private static JsonObject part(String name) {
        JsonObject json = new JsonObject();
        json.addProperty("part", name);
        return json;
    }
}
