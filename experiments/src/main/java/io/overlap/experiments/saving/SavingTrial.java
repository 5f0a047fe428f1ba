package io.overlap.experiments.saving;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.RunJson;
import org.jspecify.annotations.Nullable;

/**
 * One trial.
 *
 * @param seconds from the first number tested to the last save acknowledged
 * @param items that were to be saved
 * @param proof null where nothing was saved
 */
record SavingTrial(double seconds, int items, @Nullable Proof proof) {
    boolean equalWork() {
        return proof == null || proof.eachOnce(items);
    }

    JsonElement json() {
        JsonObject json = new JsonObject();
        json.addProperty("seconds", seconds);
        json.addProperty("items", items);
        json.add("saved", RunJson.tree(proof == null ? null : proof.count()));
        json.add("distinct", RunJson.tree(proof == null ? null : proof.distinct()));
        json.add("requests", RunJson.tree(proof == null ? null : proof.requests()));
        json.add("max_in_flight", RunJson.tree(proof == null ? null : proof.maxInFlight()));
        return json;
    }
}
