package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three sentences of a report, as they read. */
class ReportSentencesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path path;

    @Test
    void whereTheIdealIsWhoReachesItAndWhatItCosts() throws Exception {
        RunFolder run = new RunFolder(path);
        run.scaledSerial();
        run.row("threads", 0.625, 0.3);
        run.row("async", 0.5, 0.1);

        assertEquals(
                List.of(
                        "No client can need less than 0.500 s: 500 requests, at most 100 at once, are 5 rounds of 100 ms.",
                        "async reaches 100.0 % of that speed (0.500 s), threads 80.0 % (0.625 s) and serial 1.0 % (51.0 s, scaled).",
                        "In CPU a thousand requests cost async 200 ms, the least, and threads 600 ms, the most (3.0 times);"
                                + " in trials so short much of it is the JVM compiling."),
                Sentences.of(run.run()));
    }

    @Test
    void withNothingToWaitForARequestHasAPrice() throws Exception {
        RunFolder run = new RunFolder(path);
        run.parameters.addProperty("n", 100_000);
        run.parameters.addProperty("delay_ms", 0);
        run.parameters.addProperty("ideal_seconds", 0);
        RunFolder.setNull(run.row("async", 0.64, 0.6), "efficiency");
        RunFolder.setNull(run.row("threads", 0.96, 1.2), "efficiency");

        assertEquals(
                List.of(
                        "There was nothing to wait for, so there is no ideal: what was measured is what a request costs.",
                        "async needs least time, 0.640 s, 6.4 µs a request, and threads most, 0.960 s (1.5 times).",
                        "In CPU a thousand requests cost async 6.0 ms, the least, and threads 12.0 ms, the most (2.0 times)."),
                Sentences.of(run.run()));
    }

    @Test
    void unequalWorkIsNotCompared() throws Exception {
        RunFolder run = new RunFolder(path);
        run.row("async", 0.5, 0.5);
        JsonObject failed = run.row("threads", 0.1, 0.01);
        failed.addProperty("equal_work", false);
        failed.getAsJsonObject("failures").addProperty("reset", 3);
        RunFolder.setNull(failed, "efficiency");

        List<String> sentences = Sentences.of(run.run());

        assertEquals(
                "async reaches 100.0 % of that speed (0.500 s); threads (3 reset) did not do the same work and is not compared.",
                sentences.get(1));
        assertEquals("In CPU a thousand requests cost async 1,000 ms.", sentences.get(2));
    }

    @Test
    void workThatIsAllUnequalIsNotRanked() throws Exception {
        RunFolder run = new RunFolder(path);
        JsonObject row = run.row("async", 0.5, 0.5);
        row.addProperty("equal_work", false);
        RunFolder.setNull(row, "efficiency");

        List<String> sentences = Sentences.of(run.run());

        assertEquals(
                "No variant did the whole work, so none is ranked; async (other answers, or not each request exactly once) did not do the same work and is not compared.",
                sentences.get(1));
    }

    @Test
    void aSingleRowIsComparedWithTheIdealAlone() throws Exception {
        RunFolder run = new RunFolder(path);
        run.parameters.addProperty("target", "url");
        run.parameters.addProperty("n", 100);
        run.parameters.addProperty("ideal_seconds", 0.1);
        JsonObject row = run.row("async", 0.5, 1);
        row.addProperty("efficiency", 0.2);
        RunFolder.setNull(row, "cpu_seconds");

        assertEquals(
                List.of(
                        "No client can need less than 0.100 s: 100 requests, at most 100 at once, are 1 round of 100 ms, if the server keeps to that.",
                        "async reaches 20.0 % of that speed (0.500 s).",
                        "What it costs in CPU cannot be told: the trials used too little of it to be measured."),
                Sentences.of(run.run()));
    }

    @Test
    void whereNobodyKnowsTheDelayThereIsNoIdeal() throws Exception {
        RunFolder run = new RunFolder(path);
        run.parameters.addProperty("target", "urls");
        RunFolder.setNull(run.parameters, "delay_ms", "ideal_seconds");
        RunFolder.setNull(run.row("async", 2, 1), "efficiency");

        assertEquals(
                List.of(
                        "How long these answers take is not known, so there is no ideal to compare with.",
                        "async needs 2.00 s, 4,000 µs a request.",
                        "In CPU a thousand requests cost async 2,000 ms."),
                Sentences.of(run.run()));
    }
}
