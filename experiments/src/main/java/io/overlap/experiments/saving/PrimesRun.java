package io.overlap.experiments.saving;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import java.util.List;
import java.util.Map;

/**
 * What an experiment with primes found.
 *
 * @param databases what each says of itself
 * @param stopped whether it was stopped before its end
 */
public record PrimesRun(
        PrimesOptions options,
        Machine machine,
        List<Map<String, String>> databases,
        List<PrimesRow> rows,
        List<Claim> claims,
        boolean stopped)
        implements ExperimentRun {

    static PrimesRun of(
            PrimesOptions options,
            Machine machine,
            List<Map<String, String>> databases,
            List<PrimesRow> rows,
            boolean stopped) {
        List<Claim> claims = stopped ? List.of() : PrimesClaims.of(options, rows);
        return new PrimesRun(options, machine, databases, List.copyOf(rows), claims, stopped);
    }

    /** Whether a prime was not saved exactly once. */
    @Override
    public boolean failed() {
        return !rows.stream().allMatch(PrimesRow::equalWork);
    }

    @Override
    public String table() {
        return PrimesTable.of(this);
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.add("powers", RunJson.tree(options.powers()));
        parameters.addProperty("delay_ms", options.delay().toMillis());
        parameters.addProperty("cap", SaveServer.CAP);
        parameters.addProperty("reps", options.reps());
        parameters.addProperty("warmup", options.warmup());
        parameters.add("databases", RunJson.tree(databases));
        parameters.addProperty("stopped", stopped);
        return RunJson.write("primes", machine, parameters, RunJson.array(rows, PrimesRun::row), claims);
    }

    private static JsonElement row(PrimesRow row) {
        PrimesCase how = row.how();
        JsonObject json = new JsonObject();
        json.addProperty("part", how.part());
        json.addProperty("into", how.into());
        json.addProperty("variant", how.variant().toString());
        json.addProperty("from", how.from());
        json.add("limit", RunJson.tree(how.limit() == 0 ? null : how.limit()));
        json.addProperty("items", how.items());
        json.addProperty("scaled", how.scaled());
        json.addProperty("median_seconds", row.seconds().median());
        json.addProperty("low_seconds", row.seconds().low());
        json.addProperty("high_seconds", row.seconds().high());
        json.add("ideal_seconds", RunJson.tree(row.idealSeconds()));
        boolean inBook = how.part().equals("sizes");
        json.add("book_seconds", RunJson.tree(inBook ? Book.primes(how.variant(), how.limit()) : null));
        json.add("requests", RunJson.tree(row.requests()));
        json.add("max_in_flight", RunJson.tree(row.maxInFlight()));
        json.addProperty("equal_work", row.equalWork());
        json.add("trials", RunJson.array(row.trials(), SavingTrial::json));
        return json;
    }
}
