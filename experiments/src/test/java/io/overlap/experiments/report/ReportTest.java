package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn of a run that is whole. */
class ReportTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aWholeRunIsDrawnWithoutTrouble() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();

        assertTrue(run.draw());

        assertEquals(List.of(), run.troubles);
        assertEquals(
                Set.of("report.md", "timelines.svg", "variants.svg", "chronology-async.svg", "chronology-serial.svg"),
                run.drawn().keySet());
        for (String name : run.drawn().keySet()) {
            if (name.endsWith(".svg")) {
                assertEquals("svg", run.svg(name).getDocumentElement().getLocalName());
                assertTrue(run.text("report.md").contains("](" + name + ")"), name);
            }
        }
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        run.draw();
        Map<String, String> first = run.drawn();
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            run.draw();
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
        assertEquals(first, run.drawn());
    }

    @Test
    void aSlowVariantIsCutAtTheAxisOfTheOthersAndSaysSo() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        run.draw();

        // Five rounds of 102 ms but the last of 100, whose last request came 99 us late: 0.508099 s; ticks of 0.1.
        String serial = run.text("chronology-serial.svg");
        assertTrue(serial.contains("serial: the first 50 of 500 requests in 5.10 s"), serial);
        assertTrue(serial.contains("goes on to 5.10 s"), serial);
        assertFalse(run.text("chronology-async.svg").contains("goes on"));
        assertEquals(List.of("0.0", "0.1", "0.2", "0.3", "0.4", "0.5"), timeTicks(serial));
        assertEquals(timeTicks(serial), timeTicks(run.text("chronology-async.svg")));
        // The sixth arrives at 5 x 0.102 = 0.510 s, before the axis ends at 0.55; the seventh after.
        String lines = serial.replaceFirst("(?s)^.*?class=\"h0\" d=\"([^\"]*)\".*$", "$1");
        assertEquals(6, lines.chars().filter(c -> c == 'M').count(), lines);
    }

    private static List<String> timeTicks(String svg) {
        return svg.lines()
                .filter(line -> line.contains("y=\"604\""))
                .map(line -> line.replaceAll("<[^>]*>", ""))
                .toList();
    }

    @Test
    void theTimelinesCountTheAnswersOfTheSameSpan() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        run.draw();

        // In 0.508 s serial's answers came at 0.1, 0.202, 0.304, 0.406, 0.508 s: the last by 99 us within.
        String svg = run.text("timelines.svg");
        assertTrue(svg.contains("In the same 0.508 s: 5 answers one after another, 500 overlapped"), svg);
        assertTrue(svg.contains("100 at a time"), svg);
    }

    @Test
    void timelinesShowEqualWorkOnly() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        run.row("virtual", 1.02, 0.15);
        run.chronology("virtual", RunFolder.rounds("virtual-2", 500, 50));
        run.rows.get(1).getAsJsonObject().addProperty("equal_work", false);
        run.writeJson().draw();

        // Ten rounds of fifty: 9 x 0.102 + 0.1 s; serial's tenth answer comes within it.
        assertTrue(
                run.text("timelines.svg").contains("In the same 1.02 s: 10 answers one after another, 500 overlapped"));
    }

    @Test
    void aScaledRowsTrialsAreMultipliedAsItsMedianIs() throws Exception {
        RunFolder folder = new RunFolder(this.folder).whole();
        Run.Row serial = folder.run().rows().getFirst();
        Range range = Range.ofSeconds(serial, 500);
        assertEquals(51, range.trials().getFirst(), 1e-9, "5.1 s for 50 is 51 s for 500");
        Range cost = Range.ofCpu(serial, 500);
        assertEquals(2_000, cost.median(), 1e-9, "1 s for 500");
        assertEquals(2_000, cost.trials().getFirst(), 1e-9, "0.1 s for 50");
        assertTrue(folder.draw());
        assertTrue(folder.text("variants.svg").contains("51.0 s →"));
    }

    @Test
    void aboveTwoThousandRequestsItIsADensity() throws Exception {
        RunFolder run = new RunFolder(folder);
        run.parameters.addProperty("n", 2_001);
        run.row("async", 2.2, 0.5);
        run.row("virtual", 2.2, 0.5);
        RunFolder.setNull(run.parameters, "ideal_seconds");
        run.chronology("async", RunFolder.rounds("async-1", 2_001, 100));
        run.chronology("virtual", RunFolder.rounds("virtual-1", 2_001, 100)).writeJson();
        run.draw();
        assertTrue(run.text("chronology-async.svg").contains("share of a cell"));
        assertEquals(List.of(), run.troubles);

        RunFolder fewer = new RunFolder(folder);
        fewer.parameters.addProperty("n", 2_000);
        fewer.row("async", 2.2, 0.5);
        fewer.chronology("async", RunFolder.rounds("async-1", 2_000, 100)).writeJson();
        fewer.draw();
        assertFalse(fewer.text("chronology-async.svg").contains("share of a cell"));
        assertTrue(fewer.text("chronology-async.svg").length() < 100_000);
    }

    @Test
    void aHundredThousandRequestsAreASmallPicture() throws Exception {
        RunFolder run = new RunFolder(folder);
        run.parameters.addProperty("n", 100_000);
        run.row("async", 6, 3);
        run.chronology("async", RunFolder.rounds("async-1", 100_000, 2_000)).writeJson();
        assertTrue(run.draw());
        run.svg("chronology-async.svg");
        assertTrue(run.text("chronology-async.svg").length() < 150_000);
    }

    @Test
    void namesAreTextInEveryFile() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        run.row("<&\">|*", 0.6, 0.2).addProperty("client", "jdk");
        run.chronology("<&\">|*-jdk", RunFolder.rounds("odd-1", 500, 50)).writeJson();

        assertTrue(run.draw(), run.troubles::toString);

        assertEquals(
                "<&\">|* (jdk): 500 requests in 1.02 s",
                run.svg("chronology-<&\">|*-jdk.svg")
                        .getElementsByTagName("title")
                        .item(0)
                        .getTextContent());
        run.svg("variants.svg");
        String page = run.text("report.md");
        assertTrue(page.contains("| &lt;&amp;\"&gt;\\|\\* (jdk) | 0.600 |"), page);
        assertTrue(page.contains("](chronology-%3C%26%22%3E%7C%2A-jdk.svg)"), page);
        assertTrue(page.contains("--client both"), page);
    }

    @Test
    void whatAForeignServerDoesNotTellIsAbsentAndNotZero() throws Exception {
        RunFolder run = new RunFolder(folder);
        run.parameters.addProperty("target", "urls");
        RunFolder.setNull(run.parameters, "delay_ms", "ideal_seconds");
        for (JsonObject row : List.of(run.row("threads", 0.9, 0.2), run.row("async", 0.8, 0.2))) {
            RunFolder.setNull(row, "efficiency", "speedup", "max_in_flight", "lateness_ms", "peak_rss_bytes");
        }
        run.writeJson();

        assertTrue(run.draw(), run.troubles::toString);

        String page = run.text("report.md");
        assertTrue(page.contains("| variant | seconds | low – high | CPU for 1,000 | heap |\n"), page);
        assertTrue(page.contains("| async | 0.800 | 0.800 – 0.800 | 400.0 ms | 7.0 MB |\n"), page);
        assertTrue(page.contains("overlap compare --variants serial,async --urls FILE -n 500 --cap 100"), page);
        assertFalse(page.contains("late, p99") || page.contains("in flight |"), page);
        assertFalse(run.text("variants.svg").contains(">ideal"), page);
        assertEquals(Set.of("report.md", "variants.svg"), run.drawn().keySet());
    }

    @Test
    void withoutCpuTheirPanelIsAbsentAndThatIsSaid() throws Exception {
        RunFolder run = new RunFolder(folder);
        RunFolder.setNull(run.row("async", 0.515, 1), "cpu_seconds");
        run.writeJson().draw();
        assertFalse(run.text("variants.svg").contains("CPU, ms"));
        assertTrue(run.text("variants.svg").contains("CPU is not shown"));
        assertFalse(run.text("report.md").contains("CPU for 1,000"));
    }

    @Test
    void unequalWorkStandsApart() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        JsonObject odd = run.row("threads", 0.1, 0.2);
        odd.addProperty("equal_work", false);
        odd.getAsJsonObject("failures").addProperty("reset", 1_500);
        RunFolder.setNull(odd, "efficiency");
        run.writeJson().draw();

        assertTrue(run.text("variants.svg").contains("async is fastest: 0.515 s; the ideal is 0.500 s"));
        assertTrue(run.text("variants.svg").contains("threads !"));
        String page = run.text("report.md");
        assertTrue(
                page.contains("! threads did not do the same work, so it is not ranked: failures: 1,500 reset"), page);
        assertTrue(page.indexOf("| threads ! |") > page.indexOf("| serial\\* |"), page);
    }

    @Test
    void theBooksTimesStandOnlyBesideItsShape() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        run.draw();
        String page = run.text("report.md");
        assertTrue(page.contains("another machine"), page);
        assertTrue(page.contains("| gevent | 500 | 0.751 |\n"), page);
        assertTrue(page.contains("| serial | 50 | 5.370 |\n"), page);

        run.parameters.addProperty("n", 1_000);
        assertEquals("crawl_2e", key(run));
        run.parameters.addProperty("cap", 101);
        assertEquals("none", key(run));
        run.parameters.addProperty("cap", 100);
        run.parameters.addProperty("delay_ms", 99);
        assertEquals("none", key(run));
    }

    private static String key(RunFolder run) throws BadFileException {
        BookTimes book = BookTimes.of(run.run().asked());
        return book == null ? "none" : book.key();
    }

    @Test
    void theReportRepeatsTheCommand() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        run.machine.addProperty("disturbed", true);
        run.writeJson().draw();
        String page = run.text("report.md");
        assertTrue(
                page.contains(
                        "\n    overlap compare --variants serial,async -n 500 --delay 100ms --cap 100 --reps 2 --warmup 1\n"),
                page);
        assertTrue(page.contains("Machine: a CPU, 2 cores, 4 GiB, an OS, a kernel, a JVM, server on epoll."), page);
        assertTrue(page.contains("Disturbed: other processes"), page);
    }

    @Test
    void withNothingToWaitForThereAreNoTimelinesAndNoIdeal() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        run.parameters.addProperty("delay_ms", 0);
        run.parameters.addProperty("ideal_seconds", 0);
        run.file("timelines.svg", "of an earlier drawing").writeJson().draw();
        assertFalse(run.has("timelines.svg"));
        assertFalse(run.text("variants.svg").contains(">ideal"));
        assertFalse(run.text("variants.svg").contains("the ideal is"));
        assertFalse(run.text("chronology-async.svg").contains(">ideal"));
    }
}
