package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment lateness, from its file alone. */
class LatenessReportTest {
    private static final String RUN = """
            {"experiment":"lateness","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":false},
             "parameters":{"connections":[100,5000],"reps":2,"stopped":false},
             "rows":[
              {"connections":100,"mode":"paced","delay_ms":100,"requests":6000,"failures":{},
               "lateness_ms":{"p50":0.05,"p99":0.08,"p999":0.3,"max":1.7},
               "trials":[{"lateness_ms":{"p99":0.07}},{"lateness_ms":{"p99":0.09}}]},
              {"connections":5000,"mode":"paced","delay_ms":1000,"requests":100000,"failures":{"reset":3},
               "lateness_ms":{"p50":0.06,"p99":1.25,"p999":3,"max":120},
               "trials":[{"lateness_ms":{"p99":1.25}}]},
              {"connections":5000,"mode":"held","delay_ms":60000,"requests":5000,"failures":{},"lateness_ms":null,
               "heap_bytes_per_connection":2048,"resident_bytes_per_connection":-512,"trials":[]}],
             "claims":[{"id":"x","claim":"100 paced p99 under 1 ms","value":0.08,"bound":1,"unit":"ms","holds":true}]}
            """;

    private final DrawnFolder folder;

    LatenessReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN));
        String page = folder.text("report.md");
        assertTrue(page.contains("| 5,000 paced | 1000 ms | 99,997 | 0.06 ms | 1.25 ms | 3.00 ms | 120.0 ms |"), page);
        assertTrue(page.contains("| 5,000 | 2.0 KB | -0.5 KB |"), page);
        assertTrue(page.contains("2 trials of each"), page);
        assertTrue(page.contains("holds: 100 paced p99 under 1 ms, is 0.080"), page);
        assertTrue(page.contains("Failures: {reset=3}. A row with any makes no claim."), page);
        String figure = folder.text("lateness.svg");
        assertTrue(figure.contains("Paced, 99 % are within 0.08 ms with 100 connections, 1.25 ms with 5,000"), figure);
        folder.svg("lateness.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void failureBeforeTheTrialsIsToldWithTheOthers() throws Exception {
        assertTrue(folder.draw(RUN.replace("\"reps\":2,", "\"reps\":2,\"failures\":{\"reset\":1,\"timeout\":4},")));
        String page = folder.text("report.md");
        assertTrue(page.contains("Failures: {reset=4, timeout=4}."), page);
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.substring(0, RUN.length() / 2)));
        assertFalse(folder.draw(RUN.replace("\"p999\":3,", "")));
        assertFalse(folder.draw(RUN.replace("\"p50\":0.05", "\"p50\":\"soon\"")));
        folder.assertTroublesOfTheFile(3);
        assertTrue(folder.troubles.get(1).contains("rows[1].lateness_ms.p999 is missing"), folder.troubles::toString);
        assertTrue(folder.text("report.md").contains("Not drawn"));
    }
}
