package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment capacity, from its file alone. */
class CapacityReportTest {
    private static final String RUN = """
            {"experiment":"capacity","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":false},
             "parameters":{"servers":[1,8],"rounds":30,"service_ms":50,"open_ms":30000,"seed":42,"failures":{"reset":2},"stopped":false},
             "rows":[
              {"servers":1,"clients":4,"service_ms":50,"requests":112,"per_second":{"measured":19.98,"theory":20},
               "wait_ms":{"measured":149.7,"theory":150},"felt_wait_ms":{"measured":150.3,"theory":150}},
              {"servers":8,"clients":32,"service_ms":50,"requests":896,"per_second":{"measured":159.9,"theory":160},
               "wait_ms":{"measured":149.5,"theory":150},"felt_wait_ms":{"measured":150.5,"theory":150}},
              {"servers":1,"load":0.7,"service_ms":5,"requests":4200,"farthest_ms":0.0002,
               "wait_ms":{"measured":11.2,"theory":11.2},"felt_wait_ms":{"measured":11.48,"theory":11.2},
               "mmk_wait_ms":11.667,"mmk_low_ms":8.9,"mmk_middle_ms":11.5,"mmk_high_ms":15.4,
               "path":[{"at_ms":0,"wait_ms":0,"theory_ms":0},{"at_ms":3,"wait_ms":7.5,"theory_ms":7.5},
                       {"at_ms":20.5,"wait_ms":1.25,"theory_ms":1.25}]}],
             "claims":[{"id":"x","claim":"1 server, closed loop: answers a second off k/S at most 5 %","value":0.1,"bound":5,
                        "unit":"%","holds":true}]}
            """;

    private final DrawnFolder folder;

    CapacityReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN));
        String page = folder.text("report.md");
        assertTrue(
                page.contains("| 8 servers, 32 clients | 896 | 159.9 | 160.0 | 149.5 ms | 150.5 ms | 150.0 ms |"),
                page);
        assertTrue(
                page.contains("| 1 server, each busy 70 % | 4,200 | 11.2 ms | 11.5 ms | 11.2 ms | 0.00 ms | 11.7 ms |"
                        + " 8.90 ms to 15.4 ms |"),
                page);
        assertTrue(page.contains("served for 50 ms"), page);
        assertTrue(page.contains("Failures: {reset=2}. A trial with any is left out."), page);
        assertTrue(page.contains("holds: 1 server, closed loop: answers a second off k/S at most 5 %, is 0.100"), page);
        String figure = folder.text("capacity.svg");
        assertTrue(figure.contains("Requests wait as long as queueing theory says: within 2.5 %"), figure);
        assertTrue(figure.contains("1 server: how long 3 Poisson arrivals around the longest wait waited"), figure);
        // Rows of one number of servers stand together, the open loop last.
        int poisson = figure.indexOf(">1 server, Poisson 70 %<");
        assertTrue(figure.indexOf(">1 server, 4 clients<") < poisson, figure);
        assertTrue(poisson < figure.indexOf(">8 servers, 32 clients<"), figure);
        folder.svg("capacity.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void figureDoesNotSayThatItHoldsWhereItDoesNot() throws Exception {
        assertTrue(folder.draw(
                RUN.replace("\"measured\":11.48", "\"measured\":16.8").replace("true}", "false}")));
        String figure = folder.text("capacity.svg");
        assertTrue(figure.contains("How long requests wait, beside queueing theory: up to 50.0 % off"), figure);
        assertFalse(figure.contains("as long as"), figure);
    }

    @Test
    void runWithoutRowsHasNoFigure() throws Exception {
        assertTrue(folder.draw(RUN));
        String none = RUN.substring(0, RUN.indexOf("\"rows\":[")) + "\"rows\":[],\"claims\":[]}";
        assertTrue(folder.draw(none.replace("\"stopped\":false", "\"stopped\":true")));
        assertFalse(folder.has("capacity.svg"));
        assertTrue(folder.text("report.md").contains("Stopped before its end"));
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.substring(0, RUN.length() / 2)));
        assertFalse(folder.draw(RUN.replace("\"mmk_high_ms\":15.4,", "")));
        assertFalse(folder.draw(RUN.replace("\"at_ms\":20.5", "\"at_ms\":-1")));
        folder.assertTroublesOfTheFile(3);
        assertTrue(folder.troubles.get(1).contains("rows[2].mmk_high_ms is missing"), folder.troubles::toString);
        assertTrue(folder.troubles.get(2).contains("rows[2].path[2].at_ms"), folder.troubles::toString);
    }
}
