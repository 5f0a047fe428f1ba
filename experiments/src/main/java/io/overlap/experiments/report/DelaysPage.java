package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** {@code report.md} of the experiment delays. */
final class DelaysPage {
    private DelaysPage() {}

    static String write(DelaysFile run) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment delays");
        if (!run.quantiles().isEmpty()) {
            page.image(new DelaysFigure(run).alt(), DelaysFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph(
                "Are the delays that the server draws distributed as their formulas say, and does the same seed draw the "
                        + "same again? " + Numbers.count((long) run.draws())
                        + " delays of each distribution, those of the requests "
                        + "/add?name=u0&delay=…, /add?name=u1&delay=… and so on under the seed " + run.seed()
                        + ". A delay is a function of these alone; nothing waits and nothing is sent.");
        run.origin().tell(page);
        if (run.stopped()) {
            page.paragraph("Stopped before its end: these are the distributions that were drawn.");
        }
        if (!run.rows().isEmpty()) {
            page.heading(2, "Found");
            page.table(quantiles(run));
            page.paragraph(
                    "The delay that a share of all does not exceed. Chance: where it lies in all but one of a million "
                            + "samples of this size, by Chernoff's bound. ! lies elsewhere.");
            page.table(whole(run));
            page.paragraph(
                    "Distance: the most by which the share of draws up to some delay differs from the formula, and its "
                            + "bound for the same chance (Dvoretzky, Kiefer, Wolfowitz, Massart). Drawn again: in the opposite order. The "
                            + "SHA-256 is that of all delays in nanoseconds, 8 bytes each; the same seed and number of draws gives the same "
                            + "on every machine.");
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    private static List<List<String>> quantiles(DelaysFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("delays", "share", "drawn", "formula", "chance"));
        for (DelaysFile.Row row : run.rows()) {
            for (DelaysFile.Quantile quantile : row.quantiles()) {
                table.add(List.of(
                        row.distribution(),
                        Numbers.fixed(100 * quantile.share(), 1) + " %",
                        millis(quantile.measured()) + (quantile.isChance() ? "" : " !"),
                        millis(quantile.formula()),
                        millis(quantile.low()) + " – " + millis(quantile.high())));
            }
        }
        return table;
    }

    private static List<List<String>> whole(DelaysFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("delays", "distance", "at most", "differ when drawn again", "SHA-256"));
        for (DelaysFile.Row row : run.rows()) {
            table.add(List.of(
                    row.distribution(),
                    Numbers.fixed(row.distancePercent(), 3) + " %",
                    Numbers.fixed(row.distanceBoundPercent(), 3) + " %",
                    Numbers.fixed(row.differedAgain(), 0),
                    row.sha256()));
        }
        return table;
    }

    private static String millis(double millis) {
        return Numbers.fixed(millis, 3) + " ms";
    }
}
