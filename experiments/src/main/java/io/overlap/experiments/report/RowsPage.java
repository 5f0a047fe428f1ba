package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code report.md} of the experiment rows. */
final class RowsPage {
    private RowsPage() {}

    static String write(RowsFile run) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment rows");
        if (!run.pairs().isEmpty()) {
            page.image(new RowsFigure(run).alt(), RowsFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph("How fast do rows get into a database, by a hand-written loop and by the batcher over the same "
                + "statements? A table of two columns, id and name, without an index; the same connections and rows for both, made "
                + "inside the clock; the table is emptied before each trial and counted after it; "
                + ReportPage.trials((int) run.reps(), "trial") + " of each, in random order.");
        page.list(run.databases());
        run.origin().tell(page);
        for (String why : run.disturbedBy()) {
            page.paragraph("Disturbed: " + why + ".");
        }
        ReportPage.stopped(page, run.stopped());
        if (!run.pairs().isEmpty()) {
            rows(page, run);
        }
        if (!run.met().isEmpty()) {
            deadlocks(page, run);
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    private static void rows(Markdown page, RowsFile run) {
        page.heading(2, "Rows a second");
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "rows × connections", "by hand", "low – high", "ours", "low – high", "ours / by hand", "mean batch"));
        for (RowsFile.Pair pair : run.pairs()) {
            List<String> cells = new ArrayList<>();
            cells.add(pair.database() + ", " + pair.name() + (pair.equalWork() ? "" : " !"));
            cells.addAll(speed(pair.byHand()));
            cells.addAll(speed(pair.ours()));
            Double share = pair.share();
            cells.add(share == null ? "–" : Numbers.percent(share));
            RowsFile.Speed ours = pair.ours();
            cells.add(ours == null ? "–" : Numbers.fixed(ours.meanBatch(), 0));
            table.add(cells);
        }
        page.table(table);
        page.paragraph(
                "By hand is a loop for each connection that takes the next rows and saves them in a transaction, without an "
                        + "outcome for each row. Ours is one thread that saves row after row into a batcher with as many batches in "
                        + "flight, and a future for each row; its mean batch is beside it. Medians.");
        if (!run.pairs().stream().allMatch(RowsFile.Pair::equalWork)) {
            page.paragraph("! The table had other rows afterwards than were saved: not compared.");
        }
    }

    private static List<String> speed(RowsFile.@Nullable Speed speed) {
        return speed == null
                ? List.of("–", "–")
                : List.of(
                        Numbers.fixed(speed.median(), 0),
                        Numbers.fixed(speed.low(), 0) + " – " + Numbers.fixed(speed.high(), 0));
    }

    private static void deadlocks(Markdown page, RowsFile run) {
        page.heading(2, "Upserts that overlap");
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "", "batches", "seconds", "deadlocks told (40P01)", "counted by the server", "rows afterwards"));
        for (RowsFile.Met one : run.met()) {
            table.add(List.of(
                    one.who(),
                    Numbers.fixed(one.batches(), 0),
                    Numbers.fixed(one.seconds(), 2),
                    Numbers.fixed(one.seen(), 0),
                    Numbers.fixed(one.counted(), 0),
                    Numbers.fixed(one.tableRows(), 0)));
        }
        page.table(table);
        RowsFile.Deadlocks asked = run.deadlocks();
        page.paragraph("Batches of " + Numbers.fixed(asked.batchRows(), 0) + " upserts of "
                + Numbers.fixed(asked.keys(), 0) + " keys in random order, " + Numbers.fixed(asked.inFlight(), 0)
                + " at once. Naive is a pool of threads that sends each batch as it is, and again after a deadlock; after "
                + Numbers.fixed(asked.wanted(), 0)
                + " it goes on one batch at a time, since it would not be done otherwise. Sorted is the batcher with its "
                + "rows in the order of the key. The tables are " + (run.sameTable() ? "equal" : "NOT equal")
                + " afterwards.");
    }
}
