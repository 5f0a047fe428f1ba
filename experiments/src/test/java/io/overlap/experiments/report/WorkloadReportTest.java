package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment workload, from its file alone. */
class WorkloadReportTest {
    private static final String HEAD = """
            {"experiment":"workload","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":false},
             "parameters":{"delay_ms":100,"cap":100,"reps":2,"stopped":false},
            """;
    private static final String NONE = """
            {"cost":10,"items":400,"variant":"none","scaled":false,"median_seconds":20.1,"low_seconds":20,"high_seconds":20.2,
             "overhead":null,"book_overhead":null,"equal_work":true,
             "trials":[{"seconds":20,"items":400},{"seconds":20.2,"items":400}]}""";
    private static final String SERIAL = """
            {"cost":10,"items":400,"variant":"serial","scaled":true,"median_seconds":60,"low_seconds":60,"high_seconds":60,
             "overhead":{"median":2,"low":2,"high":2},"book_overhead":1.648,"equal_work":true,
             "trials":[{"seconds":3.75,"items":25}]}""";
    private static final String OURS = """
            {"cost":10,"items":400,"variant":"ours","scaled":false,"median_seconds":20.2,"low_seconds":19.98,
             "high_seconds":20.3,"overhead":{"median":0.0042,"low":-0.001,"high":0.0094},"book_overhead":0.0116,
             "equal_work":true,"trials":[{"seconds":19.98,"items":400},{"seconds":20.39,"items":400}]}""";
    private static final String TAIL = """
            "claims":[{"id":"x","claim":"cost 10: ours over no saving at most 1.010 times","value":1.004,"bound":1.01,"unit":"",
             "holds":true}]}
            """;
    private static final String RUN = run(NONE, SERIAL, OURS);

    private static String run(String... rows) {
        return HEAD + "\"rows\":[" + String.join(",", rows) + "]," + TAIL;
    }

    private final DrawnFolder folder;

    WorkloadReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN), folder.troubles::toString);
        String page = folder.text("report.md");
        assertTrue(page.contains("| no saving | 10 | 400 | 2 | 20.10 | 20.00 – 20.20 | – | – | – |"), page);
        assertTrue(
                page.contains(
                        "| one by one\\* | 10 | 400 | 1 | 60.00 | 60.00 – 60.00 | 200 % | 200 % – 200 % | 165 % |"),
                page);
        assertTrue(
                page.contains(
                        "| async (ours) | 10 | 400 | 2 | 20.20 | 19.98 – 20.30 | 0.42 % | -0.10 % – 0.94 % | 1.16 % |"),
                page);
        assertTrue(page.contains("\\* Timed for the first and scaled to all."), page);
        assertTrue(page.contains("holds: cost 10: ours over no saving at most 1.010 times, is 1.004"), page);
        String figure = folder.text("workload.svg");
        assertTrue(figure.contains("Saving beside the computing adds 0.42 % at cost 10"), figure);
        assertTrue(figure.contains(">→<"), figure);
        assertTrue(figure.contains("green: claimed, 1 %"), figure);
        folder.svg("workload.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void overheadOfATrialIsOverTheOneWithoutSavingInItsRound() throws Exception {
        WorkloadFile run = WorkloadFile.of(Json.parse("run.json", RUN));
        WorkloadFile.Row ours = run.rows().getLast();
        assertEquals(-0.001, run.overheads(ours).getFirst(), 1e-9);
        assertEquals(20.39 / 20.2 - 1, run.overheads(ours).getLast(), 1e-9);
        assertEquals(2, run.overheads(run.rows().get(1)).getFirst(), 1e-9);
    }

    @Test
    void withoutAPairThereIsNoFigure() throws Exception {
        assertTrue(folder.draw(RUN));
        assertTrue(folder.draw(run(NONE).replace("\"stopped\":false", "\"stopped\":true")));
        assertTrue(folder.text("report.md").contains("Stopped before its end"));
        assertFalse(folder.has("workload.svg"));
        assertTrue(folder.draw(run()), folder.troubles::toString);
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.substring(0, RUN.length() / 2)));
        assertFalse(folder.draw(RUN.replace("\"cost\":10", "\"cost\":0")));
        assertFalse(folder.draw(RUN.replace("\"low\":-0.001", "\"low\":\"less\"")));
        folder.assertTroublesOfTheFile(3);
        assertTrue(
                folder.troubles.get(1).contains("rows[0].cost is not a whole number from 1 on"),
                folder.troubles::toString);
        assertTrue(folder.troubles.get(2).contains("rows[2].overhead.low is not a number"), folder.troubles::toString);
    }
}
