package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code report.md}: what was asked, where, what came out, and what could not be drawn. */
final class ReportPage {
    static final String NAME = "report.md";

    private ReportPage() {}

    /** A figure beside the page. */
    record Figure(String file, String alt) {}

    /**
     * @param run null if run.json cannot be read
     * @param timelines null without one of its chronologies
     * @param variants null without a run
     * @param notDrawn a line for each file that could not be read
     */
    static String write(
            @Nullable Run run,
            @Nullable Figure timelines,
            @Nullable Figure variants,
            List<Figure> chronologies,
            List<String> notDrawn) {
        Markdown page = new Markdown();
        page.heading(1, "overlap compare" + (run == null ? "" : ": " + shape(run.asked())));
        if (!notDrawn.isEmpty()) {
            page.heading(2, "Not drawn").list(notDrawn);
        }
        image(page, timelines);
        if (run != null) {
            asked(page, run);
            found(page, run, variants);
        }
        if (!chronologies.isEmpty()) {
            page.heading(2, "Chronologies");
            page.paragraph("The last trial of each variant as the server saw it, all on one time axis.");
            chronologies.forEach(figure -> image(page, figure));
        }
        if (run != null) {
            claims(page, run.claims());
            book(page, run);
        }
        return page.toString();
    }

    private static void image(Markdown page, @Nullable Figure figure) {
        if (figure != null) {
            page.image(figure.alt, figure.file);
        }
    }

    private static String shape(Run.Asked asked) {
        String what = asked.delayMillis() == null
                ? Numbers.count(asked.n()) + " URLs of the user's own"
                : Numbers.requests(asked.n()) + " of " + Numbers.plain(asked.delayMillis()) + " ms";
        return what + ", at most " + Numbers.count(asked.cap()) + " at once";
    }

    private static void asked(Markdown page, Run run) {
        Run.Asked asked = run.asked();
        String server = switch (asked.target()) {
            case "bundled" -> "the bundled delay server, in a process of its own";
            case "url" -> "a server that ran already";
            default -> "the servers of the URLs";
        };
        page.heading(2, "Asked");
        page.paragraph(capital(shape(asked)) + ", by " + Sentences.list(asked.variants()) + ": "
                + trials(asked.warmup(), "trial") + " of each to warm up, then "
                + trials(asked.reps(), "timed trial") + ", interleaved in random order, against " + server + ".");
        page.code(command(run));
        run.origin().tell(page);
        stopped(page, asked.stopped());
    }

    static void stopped(Markdown page, boolean stopped) {
        if (stopped) {
            page.paragraph("Stopped before its end: these are the trials that were over.");
        }
    }

    static String trials(int count, String what) {
        return Numbers.count(count) + " " + what + (count == 1 ? "" : "s");
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** The command that asks for the same; a URL is not in a run's files. */
    private static String command(Run run) {
        Run.Asked asked = run.asked();
        List<String> words = new ArrayList<>();
        words.add("overlap compare --variants " + String.join(",", asked.variants()));
        String client = client(run);
        if (!client.equals("ahc")) {
            words.add("--client " + client);
        }
        switch (asked.target()) {
            case "url" -> words.add("--url BASE");
            case "urls" -> words.add("--urls FILE");
            default -> {}
        }
        words.add("-n " + asked.n());
        if (asked.delayMillis() != null) {
            words.add("--delay " + Numbers.plain(asked.delayMillis()) + "ms");
        }
        words.add("--cap " + asked.cap() + " --reps " + asked.reps() + " --warmup " + asked.warmup());
        if (asked.fullSerial()) {
            words.add("--full-serial");
        }
        return String.join(" ", words).replaceAll("\\p{Cntrl}", "?");
    }

    private static String client(Run run) {
        boolean jdk = run.rows().stream().anyMatch(row -> row.client().equals("jdk"));
        boolean ahc = run.rows().stream().anyMatch(row -> row.client().equals("ahc"));
        return !jdk ? "ahc" : ahc ? "both" : "jdk";
    }

    private static void found(Markdown page, Run run, @Nullable Figure variants) {
        page.heading(2, "Found").list(Sentences.of(run));
        image(page, variants);
        if (!run.rows().isEmpty()) {
            page.table(RowTable.of(run));
        }
        List<String> notes = new ArrayList<>();
        if (run.hasScaled()) {
            notes.add("* made only its first requests; seconds and CPU are scaled to all "
                    + Numbers.count(run.asked().n()));
        }
        for (Run.Row row : run.unequal()) {
            notes.add("! " + row.label() + " did not do the same work, so it is not ranked: "
                    + (row.failures().isEmpty() ? "" : "failures: ") + Sentences.difference(row));
        }
        if (run.unequal().isEmpty() && !run.rows().isEmpty()) {
            notes.add("equal work: no failures, the same answers to the same requests");
        }
        if (!run.asked().bundled()) {
            notes.add("how many were in flight and how late answers were only the bundled server can tell");
        }
        if (!notes.isEmpty()) {
            page.list(notes);
        }
    }

    static void claims(Markdown page, List<Run.Claim> claims) {
        if (!claims.isEmpty()) {
            page.heading(2, "Claims");
            page.list(claims.stream()
                    .map(claim -> (claim.holds() ? "holds: " : "FAILS: ") + claim.sentence() + ", is "
                            + (claim.value() == Math.rint(claim.value())
                                    ? Numbers.fixed(claim.value(), 0)
                                    : Numbers.fixed(claim.value(), 3)))
                    .collect(Collectors.toList()));
        }
    }

    private static void book(Markdown page, Run run) {
        BookTimes book = BookTimes.of(run.asked());
        if (book == null) {
            return;
        }
        page.heading(2, "The book's times, on another machine");
        page.paragraph("Published for the same shape of run, but measured on another machine, with clients in Python: "
                + "they stand here for the shape, not to be ranked with the table above. Source: " + book.source()
                + "; data " + book.key() + ".");
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("book's variant", "requests", "seconds"));
        for (BookTimes.Time time : book.times()) {
            table.add(List.of(time.variant(), Numbers.count(time.requests()), Numbers.fixed(time.seconds(), 3)));
        }
        page.table(table);
    }
}
