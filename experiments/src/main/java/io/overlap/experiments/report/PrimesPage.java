package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code report.md} of the experiment primes. */
final class PrimesPage {
    private static final String UNKNOWN = "–";
    private static final double IN_BOOK = 8_192;

    private PrimesPage() {}

    static String write(PrimesFile run) {
        Markdown page = new Markdown();
        page.heading(1, "overlap experiment primes");
        if (!PrimesFigure.isEmpty(run)) {
            page.image(new PrimesFigure(run).alt(), PrimesFigure.NAME);
        }
        page.heading(2, "Asked");
        page.paragraph(
                "What does saving cost a program that computes? Primes are found by trial division and each is saved at the delay "
                        + "server by a request of its own, which is answered after " + Numbers.plain(run.delayMillis())
                        + " ms: one by one; by the book's batcher, which collects " + run.cap()
                        + ", sends them at once and stops the program until all are answered; and by ours, at most "
                        + run.cap() + " at once, beside the computing. " + ReportPage.trials((int) run.reps(), "trial")
                        + " of each"
                        + serialTrials(run) + ", in random order.");
        run.origin().tell(page);
        ReportPage.stopped(page, run.stopped());
        if (!run.part(PrimesFile.SIZES).isEmpty()) {
            sizes(page, run);
        }
        if (!run.part(PrimesFile.BALANCED).isEmpty()) {
            balanced(page, run);
        }
        if (!run.part(PrimesFile.DATABASE).isEmpty()) {
            databases(page, run);
        }
        if (!run.rows().stream().allMatch(PrimesFile.Row::equalWork)) {
            page.paragraph("! A prime was missing afterwards, or saved twice: not compared.");
        }
        ReportPage.claims(page, run.claims());
        return page.toString();
    }

    /** One by one takes long, and is tried less often. */
    private static String serialTrials(PrimesFile run) {
        int most = run.part(PrimesFile.SIZES).stream()
                .filter(row -> row.variant().equals(PrimesFile.SERIAL))
                .mapToInt(row -> row.trials().size())
                .max()
                .orElse(0);
        return most == 0 || most >= run.reps() ? "" : " (" + most + " of one by one)";
    }

    private static void sizes(Markdown page, PrimesFile run) {
        page.heading(2, "By size");
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "below",
                "primes",
                "computing alone",
                "one by one",
                "the book's",
                "ours",
                "low – high",
                "ideal",
                "ours / ideal",
                "most in flight"));
        for (double limit : run.limits(PrimesFile.SIZES)) {
            PrimesFile.Row ours = run.size(limit, PrimesFile.OURS);
            PrimesFile.Row any = run.part(PrimesFile.SIZES).stream()
                    .filter(row -> row.limit() == limit)
                    .findFirst()
                    .orElseThrow();
            table.add(List.of(
                    Numbers.count((long) limit),
                    Numbers.count(any.items()),
                    median(run.size(limit, PrimesFile.NONE)),
                    median(run.size(limit, PrimesFile.SERIAL)),
                    median(run.size(limit, PrimesFile.BOOK)),
                    median(ours),
                    range(ours),
                    known(ours, PrimesFile.Row::ideal, Numbers::seconds),
                    known(ours, PrimesFile.Row::overIdeal, over -> Numbers.fixed(over, 3)),
                    known(ours, PrimesFile.Row::maxInFlight, most -> Numbers.fixed(most, 0))));
        }
        page.table(table);
        page.paragraph(
                "The clock runs from the first number tested to the last save acknowledged. The ideal is the answers' delay "
                        + "for as many rounds of " + run.cap() + " as there are. "
                        + (anyScaled(run) ? "* Timed for the first saves and scaled to all. " : "")
                        + "After each trial the server told what it had saved: each prime once"
                        + (run.part(PrimesFile.SIZES).stream().allMatch(PrimesFile.Row::equalWork)
                                ? "."
                                : ", but where marked !."));
        book(page, run);
    }

    private static boolean anyScaled(PrimesFile run) {
        return run.part(PrimesFile.SIZES).stream().anyMatch(PrimesFile.Row::scaled);
    }

    private static void book(Markdown page, PrimesFile run) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("below", "computing alone", "one by one", "its batcher", "one by one / its batcher"));
        for (double limit : run.limits(PrimesFile.SIZES)) {
            Double serial = published(run.size(limit, PrimesFile.SERIAL));
            Double batcher = published(run.size(limit, PrimesFile.BOOK));
            Double none = published(run.size(limit, PrimesFile.NONE));
            if (serial != null && batcher != null && none != null) {
                table.add(List.of(
                        Numbers.count((long) limit),
                        Numbers.seconds(none),
                        Numbers.seconds(serial),
                        Numbers.seconds(batcher),
                        Numbers.fixed(serial / batcher, 1)));
            }
        }
        if (table.size() == 1) {
            return;
        }
        page.heading(2, "The book's times, on another machine");
        page.table(table);
        page.paragraph(
                "From the data that were published with the book, key primes_1e: another machine's, and Python's. They stand here "
                        + "for the shape."
                        + (run.size(IN_BOOK, PrimesFile.SERIAL) == null
                                ? ""
                                : " Below 8,192 the book's text says 55.2 s one by one, 4.09 s by its batcher, 13.5 times; its data say 59.97 s, "
                                        + "4.29 s and 14.0 times."));
    }

    private static @Nullable Double published(PrimesFile.@Nullable Row row) {
        return row == null ? null : row.book();
    }

    private static void balanced(Markdown page, PrimesFile run) {
        page.heading(2, "Where computing and saving take equally long");
        List<PrimesFile.Row> rows = run.part(PrimesFile.BALANCED);
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("", "seconds", "low – high", "of the longer", "of the sum"));
        for (PrimesFile.Row row : rows) {
            table.add(List.of(
                    PrimesFile.name(row.variant()) + (row.equalWork() ? "" : " !"),
                    Numbers.fixed(row.median(), 3),
                    Numbers.fixed(row.low(), 3) + " – " + Numbers.fixed(row.high(), 3),
                    times(row.median(), run.longer()),
                    times(row.median(), run.sum())));
        }
        page.table(table);
        page.paragraph("The run looked for the number from which on "
                + Numbers.count(rows.getFirst().items())
                + " primes take as long to find as to save: "
                + Numbers.count((long) rows.getLast().from())
                + ". So many that the last save, which nothing can overlap, is little beside all.");
    }

    private static String times(double seconds, double whole) {
        return whole == 0 ? UNKNOWN : Numbers.fixed(seconds / whole, 3);
    }

    private static void databases(Markdown page, PrimesFile run) {
        page.heading(2, "Into databases");
        page.list(run.databases());
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("into", "below", "one by one", "ours", "low – high", "one by one / ours"));
        List<PrimesFile.Row> rows = run.part(PrimesFile.DATABASE);
        for (String into : rows.stream().map(PrimesFile.Row::into).distinct().toList()) {
            for (double limit : run.limits(PrimesFile.DATABASE)) {
                PrimesFile.Row serial = run.find(PrimesFile.DATABASE, into, limit, PrimesFile.SERIAL);
                PrimesFile.Row ours = run.find(PrimesFile.DATABASE, into, limit, PrimesFile.OURS);
                table.add(List.of(
                        into,
                        Numbers.count((long) limit),
                        median(serial),
                        median(ours),
                        range(ours),
                        serial == null || ours == null || ours.median() == 0
                                ? UNKNOWN
                                : Numbers.fixed(serial.median() / ours.median(), 1)));
            }
        }
        page.table(table);
        page.paragraph(
                "One by one is a transaction for each prime; ours saves batches beside the computing. After each trial the rows "
                        + "were counted.");
    }

    private static String median(PrimesFile.@Nullable Row row) {
        return row == null ? UNKNOWN : small(row.median()) + (row.scaled() ? "*" : "") + (row.equalWork() ? "" : " !");
    }

    private static String range(PrimesFile.@Nullable Row row) {
        return row == null ? UNKNOWN : small(row.low()) + " – " + small(row.high());
    }

    private static String small(double seconds) {
        return seconds < 1e-4 ? Numbers.fixed(seconds * 1e6, 1) + " µs" : Numbers.seconds(seconds);
    }

    private static String known(
            PrimesFile.@Nullable Row row,
            Function<PrimesFile.Row, @Nullable Double> figure,
            Function<Double, String> text) {
        Double value = row == null ? null : figure.apply(row);
        return value == null ? UNKNOWN : text.apply(value);
    }
}
