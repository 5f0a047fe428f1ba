package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** What {@code run.json}, version 1, of the experiment delays tells. */
record DelaysFile(
        RunFile.Origin origin, String seed, double draws, boolean stopped, List<Row> rows, List<Run.Claim> claims) {

    /**
     * One distribution.
     *
     * @param curve the formula, from the least share to the largest
     */
    record Row(
            String distribution,
            List<Quantile> quantiles,
            double distancePercent,
            double distanceBoundPercent,
            double differedAgain,
            String sha256,
            List<Point> curve) {}

    /** The delay that a share of all does not exceed: as drawn, as the formula has it, and how far chance may lead. */
    record Quantile(double share, double measured, double formula, double low, double high) {
        boolean isChance() {
            return measured >= low && measured <= high;
        }
    }

    record Point(double share, double millis) {}

    static DelaysFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Double> shares = parameters.numbers("curve_shares");
        for (double share : shares) {
            checkShare(parameters, "curve_shares", share);
        }
        List<Row> rows = new ArrayList<>();
        for (Json row : root.objects("rows")) {
            rows.add(row(row, shares));
        }
        return new DelaysFile(
                RunFile.origin(root.object("machine")),
                parameters.text("seed"),
                parameters.number("draws"),
                parameters.truthOrFalse("stopped"),
                rows,
                RunFile.claims(root));
    }

    private static Row row(Json row, List<Double> shares) throws BadFileException {
        List<Quantile> quantiles = new ArrayList<>();
        for (Json quantile : row.objects("quantiles")) {
            double share = quantile.number("share");
            checkShare(quantile, "share", share);
            quantiles.add(new Quantile(
                    share,
                    quantile.number("measured_ms"),
                    quantile.number("formula_ms"),
                    quantile.number("low_ms"),
                    quantile.number("high_ms")));
        }
        List<Double> millis = row.numbers("curve_ms");
        if (millis.size() != shares.size()) {
            throw row.wrong("curve_ms", "as long as curve_shares", millis.size());
        }
        List<Point> curve = new ArrayList<>();
        for (int i = 0; i < millis.size(); i++) {
            curve.add(new Point(shares.get(i), millis.get(i)));
        }
        return new Row(
                row.text("distribution"),
                quantiles,
                row.number("distance_percent"),
                row.number("distance_bound_percent"),
                row.number("differed_again"),
                row.text("sha256"),
                curve);
    }

    private static void checkShare(Json place, String key, double share) throws BadFileException {
        if (share >= 1) {
            throw place.wrong(key, "below 1", share);
        }
    }

    List<Quantile> quantiles() {
        return rows.stream().flatMap(row -> row.quantiles().stream()).toList();
    }
}
