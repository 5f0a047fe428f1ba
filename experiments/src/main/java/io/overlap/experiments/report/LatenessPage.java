package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** {@code report.md} of the experiment lateness. */
final class LatenessPage {
    private static final double KILOBYTE = 1_024;

    private LatenessPage() {}

    static String write(LatenessFile run) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment lateness");
        if (!run.rows().isEmpty()) {
            page.image(new LatenessFigure(run.rows()).alt(), LatenessFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph(
                "How much later than asked does the delay server begin to write an answer, and what does a waiting "
                        + "connection take? A bare client drives it from another process: all connections in lock-step, paced "
                        + "evenly over the delay, and held with an answer that is far away; "
                        + ReportPage.trials((int) run.reps(), "trial") + " of each.");
        run.origin().tell(page);
        ReportPage.stopped(page, run.stopped());
        page.heading(2, "Found");
        if (!run.rows().isEmpty()) {
            page.table(lateness(run));
        }
        if (!run.held().isEmpty()) {
            page.table(memory(run));
        }
        page.paragraph("Percentiles are medians of the trials, the latest is of all. Heap is what is in use after a "
                + "collection, resident what the process grew by, each divided by the connections.");
        if (!run.failures().isEmpty()) {
            page.paragraph("Failures: " + run.failures() + ". A row with any makes no claim.");
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    private static List<List<String>> lateness(LatenessFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("asked", "delay", "answers", "50 %", "99 %", "99.9 %", "latest"));
        for (LatenessFile.Row row : run.rows()) {
            table.add(List.of(
                    Numbers.count(row.connections()) + " " + row.mode(),
                    Numbers.plain(row.delayMillis()) + " ms",
                    Numbers.count((long) row.answers()),
                    LatenessFigure.millis(row.p50()),
                    LatenessFigure.millis(row.p99()),
                    LatenessFigure.millis(row.p999()),
                    LatenessFigure.millis(row.max())));
        }
        return table;
    }

    private static List<List<String>> memory(LatenessFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("held", "heap each", "resident each"));
        for (LatenessFile.Held held : run.held()) {
            table.add(List.of(
                    Numbers.count(held.connections()),
                    kilobytes(held.heapBytes()),
                    held.residentBytes() == null ? "–" : kilobytes(held.residentBytes())));
        }
        return table;
    }

    private static String kilobytes(double bytes) {
        return Numbers.fixed(bytes / KILOBYTE, 1) + " KB";
    }
}
