package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code report.md} of the experiment workload. */
final class WorkloadPage {
    private static final String UNKNOWN = "–";

    private WorkloadPage() {}

    static String write(WorkloadFile run) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment workload");
        if (!WorkloadFigure.isEmpty(run)) {
            page.image(new WorkloadFigure(run).alt(), WorkloadFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph(
                "How much longer does a program take that saves each result of its heavy computing? Each task is a bcrypt hash of "
                        + "ten random letters, each result is saved: not at all; as a line of a file; one by one, by a request to the delay "
                        + "server that is answered after " + Numbers.plain(run.delayMillis()) + " ms; in batches of "
                        + run.cap()
                        + " that are sent at once and waited for, as in the book; and by the batcher, beside the computing. "
                        + ReportPage.trials((int) run.reps(), "round")
                        + "; the dots in the figure, and the trials in run.json, tell how many the slower ways had.");
        run.origin().tell(page);
        ReportPage.stopped(page, run.stopped());
        if (!run.rows().isEmpty()) {
            found(page, run);
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    private static void found(Markdown page, WorkloadFile run) {
        page.heading(2, "Found");
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "saving",
                "cost",
                "hashes",
                "trials",
                "seconds",
                "low – high",
                "longer by",
                "low – high",
                "the book's"));
        for (WorkloadFile.Row row : run.rows()) {
            WorkloadFile.Overhead overhead = row.overhead();
            table.add(List.of(
                    row.name() + (row.scaled() ? "*" : "") + (row.equalWork() ? "" : " !"),
                    Integer.toString(row.cost()),
                    Numbers.count(row.items()),
                    Integer.toString(row.trials().size()),
                    Numbers.fixed(row.median(), 2),
                    Numbers.fixed(row.low(), 2) + " – " + Numbers.fixed(row.high(), 2),
                    overhead == null ? UNKNOWN : percent(overhead.median()),
                    overhead == null ? UNKNOWN : percent(overhead.low()) + " – " + percent(overhead.high()),
                    row.book() == null ? UNKNOWN : percent(Objects.requireNonNull(row.book()))));
        }
        page.table(table);
        page.paragraph(
                "Longer by is a trial's time over that of the trial without saving in the same round, less one: the median of the "
                        + "rounds. The clock stops at the last save acknowledged, which nothing overlaps."
                        + (run.rows().stream().anyMatch(WorkloadFile.Row::scaled)
                                ? " * Timed for the first and scaled to all."
                                : ""));
        if (!run.rows().stream().allMatch(WorkloadFile.Row::equalWork)) {
            page.paragraph("! A result was missing afterwards, or saved twice: not compared.");
        }
        page.paragraph(
                "The book's are computed from the data that were published with it, key workload_2e: 600 hashes at cost 8, 400 at "
                        + "the others, on another machine and in Python. They stand here for the shape.");
    }

    static String percent(double share) {
        return Numbers.fixed(share * 100, Math.abs(share) < 0.1 ? 2 : 0) + " %";
    }
}
