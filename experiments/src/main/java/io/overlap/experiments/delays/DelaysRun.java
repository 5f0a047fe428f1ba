package io.overlap.experiments.delays;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import io.overlap.experiments.TableEnd;
import io.overlap.experiments.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the draws came to.
 *
 * @param stopped whether it was stopped before its end
 */
public record DelaysRun(
        DelaysOptions options, Machine machine, List<DelaysRow> rows, List<Claim> claims, boolean stopped)
        implements ExperimentRun {

    private static final List<String> HEADING =
            List.of("delays", "share", "drawn", "formula", "chance from", "chance to", "");

    static DelaysRun of(DelaysOptions options, Machine machine, List<DelaysRow> rows, boolean stopped) {
        return new DelaysRun(options, machine, rows, claims(rows), stopped);
    }

    private static List<Claim> claims(List<DelaysRow> rows) {
        List<Claim> claims = new ArrayList<>();
        for (DelaysRow row : rows) {
            String id = "delays." + row.law().name();
            claims.add(Claim.exactly(
                    id + ".quantiles",
                    row.law().spec() + " quantiles beyond sampling error",
                    (double) row.beyondChance(),
                    0));
            claims.add(Claim.atMost(
                    id + ".distance",
                    row.law().spec() + " distance from its formula",
                    100 * row.distance(),
                    100 * row.distanceBound(),
                    "%"));
        }
        if (!rows.isEmpty()) {
            int differed = rows.stream().mapToInt(DelaysRow::differedAgain).sum();
            claims.add(Claim.exactly("delays.again", "delays that differ when drawn again", differed, 0));
        }
        return claims;
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "Delays of seed %d beside their formulas, %,d draws of each\n",
                options.seed(),
                options.draws()));
        out.append(machine.line()).append("\n\n");
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADING);
        for (DelaysRow row : rows) {
            for (DelaysRow.Quantile quantile : row.quantiles()) {
                cells.add(cells(row, quantile));
            }
        }
        out.append(TextTable.aligned(cells));
        out.append("chance: where all but one of a million samples have this quantile\n");
        return out.append(TableEnd.of(this)).toString();
    }

    private static List<String> cells(DelaysRow row, DelaysRow.Quantile quantile) {
        boolean first = row.quantiles().getFirst().equals(quantile);
        return List.of(
                first ? row.law().spec() : "",
                String.format(Locale.ROOT, "%.1f %%", 100 * quantile.share()),
                millis(quantile.measured()),
                millis(quantile.formula()),
                millis(quantile.low()),
                millis(quantile.high()),
                quantile.isChance() ? "" : "!");
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%,.3f ms", value);
    }

    /** Nothing is sent that could fail. */
    @Override
    public boolean failed() {
        return false;
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("seed", Long.toString(options.seed())); // more digits than a JSON number keeps
        parameters.addProperty("draws", options.draws());
        parameters.add("curve_shares", RunJson.tree(DelaysRow.CURVE_SHARES));
        parameters.addProperty("stopped", stopped);
        return RunJson.write("delays", machine, parameters, RunJson.array(rows, DelaysRun::row), claims);
    }

    private static JsonElement row(DelaysRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("distribution", row.law().spec());
        json.addProperty("draws", row.draws());
        json.add("quantiles", RunJson.array(row.quantiles(), DelaysRun::quantile));
        json.addProperty("distance_percent", 100 * row.distance());
        json.addProperty("distance_bound_percent", 100 * row.distanceBound());
        json.addProperty("differed_again", row.differedAgain());
        json.addProperty("sha256", row.sha256());
        json.add("curve_ms", RunJson.tree(row.curve()));
        return json;
    }

    private static JsonElement quantile(DelaysRow.Quantile quantile) {
        JsonObject json = new JsonObject();
        json.addProperty("share", quantile.share());
        json.addProperty("measured_ms", quantile.measured());
        json.addProperty("formula_ms", quantile.formula());
        json.addProperty("low_ms", quantile.low());
        json.addProperty("high_ms", quantile.high());
        return json;
    }
}
