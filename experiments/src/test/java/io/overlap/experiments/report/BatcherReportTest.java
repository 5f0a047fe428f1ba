package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment batcher, from its file alone. */
class BatcherReportTest {
    private static final String HEAD = """
            {"experiment":"batcher","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":false},
             "parameters":{"in_flight":8,"batch_items":100,"partial_in_flight":8,"load_duration_ms":1,"load_bound_per_second":799000,
              "close_ms":2000,"reps":2,"peers_date":"2026-11-21","stopped":false},
            """;
    private static final String BOUNDS = """
            {"part":"bound","duration_ms":1,"efficiency":0.98,"low_efficiency":0.97,"high_efficiency":0.99,
             "items_per_second":783000,"bound_per_second":799000,"trials":[{"efficiency":0.97},{"efficiency":0.99}]},
            {"part":"bound","duration_ms":50,"efficiency":0.999,"low_efficiency":0.999,"high_efficiency":0.999,
             "items_per_second":15980,"bound_per_second":16000,"trials":[{"efficiency":0.999}]}""";
    private static final String LOADS = """
            {"part":"load","load":0.01,"linger_ms":0,"items_per_second":7990,"not_saved":0,
             "added_ms":{"p50":0.054,"p99":1.2,"p999":2,"max":4.5},"mean_batch":1.04,
             "trials":[{"added_ms":{"p50":0.05}},{"added_ms":{"p50":0.058}}]},
            {"part":"load","load":0.95,"linger_ms":5,"items_per_second":759000,"not_saved":3,
             "added_ms":{"p50":0.14,"p99":4,"p999":8,"max":120},"mean_batch":99.9,
             "trials":[{"added_ms":{"p50":0.14}}]}""";
    private static final String CHAOS = """
            {"part":"chaos","fault":"throws","accepted":1000,"lost":0,"hung":0,"close_seconds":0.01},
            {"part":"chaos","fault":"never-answers","accepted":1000,"lost":0,"hung":0,"close_seconds":2.01}""";
    private static final String PEERS = """
            {"part":"peer","peer":"other <one>","version":"1.2","fault":"throws","accepted":250,"lost":250,"hung":0,
             "close_seconds":0.02,"note":"gone"},
            {"part":"peer","peer":"other <one>","version":"1.2","fault":"never-answers","accepted":1000,"lost":0,
             "hung":40,"close_seconds":null,"note":""},
            {"part":"peer","peer":"other <one>","version":"1.2","fault":"too-few","accepted":9,"lost":0,
             "hung":null,"closes":"n/a","close_seconds":null,"note":""}""";
    private static final String TAIL = """
            "claims":[{"id":"x","claim":"items lost under 2 faults exactly 0","value":0,"bound":0,"unit":"","holds":true}]}
            """;
    private static final String RUN = run(BOUNDS, LOADS, CHAOS, PEERS);

    private static String run(String... rows) {
        return HEAD + "\"rows\":[" + String.join(",", rows) + "]," + TAIL;
    }

    private final DrawnFolder folder;

    BatcherReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN), folder.troubles::toString);
        String page = folder.text("report.md");
        assertTrue(page.contains("| 1 ms | 783,000 | 799,000 | 98.0 % | 97.0 % – 99.0 % |"), page);
        assertTrue(page.contains("| 1.0 % | 0 ms | 7,990 | 54 µs | 1.20 ms | 2.00 ms | 4.50 ms | 1.0 | 0 |"), page);
        assertTrue(page.contains("| fault | overlap | other &lt;one&gt; 1.2 |"), page);
        assertTrue(page.contains("| throws | 0.01 s | 250 lost, 0.02 s |"), page);
        assertTrue(page.contains("| never-answers | 2.01 s | 40 hung, never closes |"), page);
        assertTrue(page.contains("| too-few | – | has no close |"), page);
        assertTrue(page.contains("measured on 2026-11-21, not in this run"), page);
        assertTrue(page.contains("other &lt;one&gt; 1.2, throws: gone"), page);
        assertTrue(page.contains("holds: items lost under 2 faults exactly 0, is 0"), page);
        String figure = folder.text("batcher.svg");
        assertTrue(
                figure.contains("98 to 100 % of Little's bound; 0 items lost and 0 futures hung under 2 faults"),
                figure);
        assertTrue(figure.contains("other &lt;one&gt;"), figure);
        assertTrue(figure.contains(">never<"), figure);
        folder.svg("batcher.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void runStoppedInItsFirstTrialHasAPageAndNoFigure() throws Exception {
        assertTrue(folder.draw(RUN));
        assertTrue(folder.draw(HEAD.replace("\"stopped\":false", "\"stopped\":true") + "\"rows\":[],\"claims\":[]}"));
        assertTrue(folder.text("report.md").contains("Stopped before its end"), folder.text("report.md"));
        assertFalse(folder.has("batcher.svg"));
    }

    @Test
    void eachPartIsDrawnWithoutTheOthers() throws Exception {
        for (String part : List.of(BOUNDS, LOADS, CHAOS, PEERS)) {
            assertTrue(folder.draw(run(part)), folder.troubles::toString);
            folder.svg("batcher.svg");
        }
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.substring(0, RUN.length() / 2)));
        assertFalse(folder.draw(RUN.replace("\"p999\":2,", "")));
        assertFalse(folder.draw(RUN.replace("\"part\":\"bound\"", "\"part\":\"noise\"")));
        assertFalse(folder.draw(RUN.replace("\"hung\":40", "\"hung\":\"some\"")));
        folder.assertTroublesOfTheFile(4);
        assertTrue(folder.troubles.get(1).contains("rows[2].added_ms.p999 is missing"), folder.troubles::toString);
        assertTrue(
                folder.troubles.get(2).contains("rows[0].part is not bound, load, chaos or peer"),
                folder.troubles::toString);
        assertTrue(folder.text("report.md").contains("Not drawn"));
    }
}
