package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** {@code report.md} of the experiment batcher. */
final class BatcherPage {
    private BatcherPage() {}

    static String write(BatcherFile run, boolean figure) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment batcher");
        if (figure) {
            page.image(new BatcherFigure(run).alt(), BatcherFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph(
                "How near does the batcher come to what its writer allows, what does it add to the time of an item, and "
                        + "what is lost when a writer goes wrong? In one process, with a writer that answers after a known time and "
                        + "measures what it really took; " + run.inFlight() + " batches of " + run.batchItems()
                        + " in flight; "
                        + ReportPage.trials((int) run.reps(), "trial") + " of each, in random order.");
        run.origin().tell(page);
        ReportPage.stopped(page, run.stopped());
        if (!run.bounds().isEmpty()) {
            page.heading(2, "Share of Little's bound");
            page.table(bounds(run));
            page.paragraph(
                    "One thread saves as fast as it is let. Little's bound is the batches in flight, times the items of a "
                            + "batch, over the median time that the writer itself measured.");
        }
        if (!run.loads().isEmpty()) {
            page.heading(2, "Time added, and mean batch");
            page.table(loads(run));
            page.paragraph("Items come at a constant rate, a share of " + Numbers.fixed(run.loadBoundPerSecond(), 0)
                    + " a second, to a writer of " + Numbers.plain(run.loadDurationMillis())
                    + " ms. Added is the time from the moment an item was to be saved, also where the save came later, until "
                    + "its future completed, without the writer's own time for its batch. At linger 0 a partial batch leaves while fewer "
                    + "than " + run.partialInFlight() + " are out (partialInFlight). Medians of the trials.");
        }
        if (!run.batchers().isEmpty()) {
            chaos(page, run);
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    private static List<List<String>> bounds(BatcherFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("writer", "items a second", "Little's bound", "share", "low – high"));
        for (BatcherFile.Bound row : run.bounds()) {
            table.add(List.of(
                    Numbers.plain(row.durationMillis()) + " ms",
                    Numbers.fixed(row.itemsPerSecond(), 0),
                    Numbers.fixed(row.boundPerSecond(), 0),
                    Numbers.percent(row.efficiency()),
                    Numbers.percent(row.low()) + " – " + Numbers.percent(row.high())));
        }
        return table;
    }

    private static List<List<String>> loads(BatcherFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "load", "linger", "items a second", "50 %", "99 %", "99.9 %", "latest", "mean batch", "not saved"));
        for (BatcherFile.Load row : run.loads()) {
            table.add(List.of(
                    Numbers.percent(row.load()),
                    Numbers.plain(row.lingerMillis()) + " ms",
                    Numbers.fixed(row.itemsPerSecond(), 0),
                    AddedPanel.millis(row.p50()),
                    AddedPanel.millis(row.p99()),
                    AddedPanel.millis(row.p999()),
                    AddedPanel.millis(row.max()),
                    Numbers.fixed(row.meanBatch(), 1),
                    Numbers.fixed(row.notSaved(), 0)));
        }
        return table;
    }

    private static void chaos(Markdown page, BatcherFile run) {
        page.heading(2, "Faults");
        List<List<String>> table = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("fault"));
        run.batchers().forEach(name -> heading.add(name(name)));
        table.add(heading);
        for (String fault : run.faults()) {
            List<String> cells = new ArrayList<>(List.of(fault));
            for (BatcherFile.Name batcher : run.batchers()) {
                BatcherFile.Chaos cell = run.chaos(batcher, fault);
                cells.add(cell == null ? "–" : cell.words());
            }
            table.add(cells);
        }
        page.table(table);
        page.paragraph("Every other batch goes wrong, live, while two threads save; then the batcher is closed with "
                + Numbers.fixed(run.closeMillis() / 1e3, 1)
                + " s. Seconds are those that close took, the slowest of the trials. "
                + "Lost is an item that was accepted and has no outcome, or that is told as saved and was never given to the "
                + "writer; hung a future that never ended, or a call that never returned.");
        List<String> notes = new ArrayList<>();
        for (BatcherFile.Chaos row : run.peers()) {
            if (!row.note().isEmpty() && !row.isGood(run.mostCloseSeconds())) {
                notes.add(name(row.batcher()) + ", " + row.fault() + ": " + row.note());
            }
        }
        if (!run.peers().isEmpty()) {
            page.paragraph("The others were measured on " + (run.peersDate() == null ? "another day" : run.peersDate())
                    + ", not in this run: 100 items each, of which the second batch goes wrong.");
        }
        if (!notes.isEmpty()) {
            page.list(notes);
        }
    }

    private static String name(BatcherFile.Name batcher) {
        return batcher.isOurs() ? "overlap" : batcher.peer() + " " + batcher.version();
    }
}
