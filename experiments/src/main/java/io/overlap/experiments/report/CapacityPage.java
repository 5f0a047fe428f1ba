package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** {@code report.md} of the experiment capacity. */
final class CapacityPage {
    private CapacityPage() {}

    static String write(CapacityFile run) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment capacity");
        if (!CapacityFigure.isEmpty(run)) {
            page.image(new CapacityFigure(run).alt(), CapacityFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph(
                "Does the delay server with a limit of k servers behave as queueing theory says of k servers? A closed "
                        + "loop: twice and four times as many clients as servers, each of which asks again at once, served for "
                        + Numbers.plain(run.serviceMillis()) + " ms. An open one: Poisson arrivals for "
                        + Numbers.plain(run.openMillis() / 1_000) + " s, exponential services.");
        run.origin().tell(page);
        ReportPage.stopped(page, run.stopped());
        page.heading(2, "Found");
        if (!run.closed().isEmpty()) {
            page.table(closed(run));
        }
        if (!run.open().isEmpty()) {
            page.table(open(run));
            page.paragraph(
                    "The wait that theory says is the mean over these very arrivals and services (Kiefer and Wolfowitz), "
                            + "and no request waited more than the farthest beside what is said of it. M/M/k is Erlang's mean wait "
                            + "of an endless run, and where 99 % of simulated runs as long as this one have theirs.");
        }
        page.paragraph(
                "A wait is the time in the queue, as the server tells; as felt, the client's response time less the "
                        + "service.");
        if (!run.failures().isEmpty()) {
            page.paragraph("Failures: " + run.failures() + ". A trial with any is left out.");
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    private static List<List<String>> closed(CapacityFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("closed", "requests", "per second", "theory", "mean wait", "as felt", "theory"));
        for (CapacityFile.Closed row : run.closed()) {
            table.add(List.of(
                    CapacityFigure.servers(row.servers()) + ", " + Numbers.count(row.clients()) + " clients",
                    Numbers.count(row.requests()),
                    Numbers.fixed(row.perSecond(), 1),
                    Numbers.fixed(row.perSecondTheory(), 1),
                    CapacityFigure.millis(row.waited().queued()),
                    CapacityFigure.millis(row.waited().felt()),
                    CapacityFigure.millis(row.waited().theory())));
        }
        return table;
    }

    private static List<List<String>> open(CapacityFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("open", "requests", "mean wait", "as felt", "theory", "farthest", "M/M/k", "99 % of runs"));
        for (CapacityFile.Open row : run.open()) {
            table.add(List.of(
                    CapacityFigure.servers(row.servers()) + ", each busy " + Numbers.fixed(row.load() * 100, 0) + " %",
                    Numbers.count(row.requests()),
                    CapacityFigure.millis(row.waited().queued()),
                    CapacityFigure.millis(row.waited().felt()),
                    CapacityFigure.millis(row.waited().theory()),
                    CapacityFigure.millis(row.farthest()),
                    CapacityFigure.millis(row.mmk()),
                    CapacityFigure.millis(row.low()) + " to " + CapacityFigure.millis(row.high())));
        }
        return table;
    }
}
