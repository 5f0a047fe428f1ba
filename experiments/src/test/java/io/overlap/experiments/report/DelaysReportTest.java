package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment delays, from its file alone. */
class DelaysReportTest {
    private static final String RUN = """
            {"experiment":"delays","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":false},
             "parameters":{"seed":"42","draws":100000,"curve_shares":[0.01,0.5,0.9,0.99],"stopped":false},
             "rows":[
              {"distribution":"exp(100)","draws":100000,
               "quantiles":[
                {"share":0.5,"measured_ms":69.4,"formula_ms":69.315,"low_ms":68.5,"high_ms":70.2},
                {"share":0.99,"measured_ms":1460.5,"formula_ms":460.517,"low_ms":444.1,"high_ms":478.25}],
               "distance_percent":0.21,"distance_bound_percent":0.852,"differed_again":0,"sha256":"abcdef",
               "curve_ms":[1.005,69.315,230.259,460.517]},
              {"distribution":"mix(10ms:90,1s:10)","draws":100000,
               "quantiles":[{"share":0.5,"measured_ms":10,"formula_ms":10,"low_ms":10,"high_ms":10}],
               "distance_percent":0.05,"distance_bound_percent":0.852,"differed_again":7,"sha256":"012345",
               "curve_ms":[10,10,10,1000]}],
             "claims":[{"id":"x","claim":"exp(100) quantiles beyond sampling error exactly 0","value":1,"bound":0,"unit":"","holds":false}]}
            """;

    private final DrawnFolder folder;

    DelaysReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN));
        String page = folder.text("report.md");
        assertTrue(page.contains("| exp(100) | 50.0 % | 69.400 ms | 69.315 ms | 68.500 ms – 70.200 ms |"), page);
        assertTrue(
                page.contains("| exp(100) | 99.0 % | 1,460.500 ms ! | 460.517 ms | 444.100 ms – 478.250 ms |"), page);
        assertTrue(page.contains("| mix(10ms:90,1s:10) | 0.050 % | 0.852 % | 7 | 012345 |"), page);
        assertTrue(page.contains("100,000 delays of each distribution"), page);
        assertTrue(page.contains("under the seed 42"), page);
        assertTrue(page.contains("FAILS: exp(100) quantiles beyond sampling error exactly 0, is 1"), page);
        assertTrue(page.contains("](delays.svg)"), page);
        String figure = folder.text("delays.svg");
        assertTrue(figure.contains("Beyond sampling error: 1 of 3 quantiles"), figure);
        assertTrue(figure.contains(">exp(100)</text>") && figure.contains(">mix(10ms:90,1s:10)</text>"), figure);
        assertEquals(
                3, figure.lines().filter(line -> line.startsWith("<circle")).count(), figure);
        folder.svg("delays.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void allWithinChanceIsTheTitle() throws Exception {
        assertTrue(folder.draw(RUN.replace("1460.5", "460.5")));
        assertTrue(folder.text("delays.svg").contains("All 3 quantiles lie within sampling error of their formulas"));
    }

    @Test
    void runThatWasStoppedAtOnceHasAPageAndNoFigure() throws Exception {
        assertTrue(folder.draw(RUN));
        String rows = RUN.substring(RUN.indexOf("\"rows\":["), RUN.indexOf("\"claims\""));
        assertTrue(folder.draw(RUN.replace(rows, "\"rows\":[],").replace("\"stopped\":false", "\"stopped\":true")));
        assertFalse(folder.has("delays.svg"));
        assertTrue(folder.text("report.md").contains("Stopped before its end"));
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.replace("\"curve_shares\":[0.01,0.5,", "\"curve_shares\":[0.01,\"half\",")));
        assertFalse(folder.draw(RUN.replace("\"curve_ms\":[1.005,69.315,", "\"curve_ms\":[69.315,")));
        assertFalse(folder.draw(RUN.replace("\"share\":0.99,", "\"share\":1,")));
        assertFalse(folder.draw(RUN.replace("\"low_ms\":444.1,", "")));
        assertEquals(
                List.of(
                        "run.json: parameters.curve_shares[1] is not a number from 0 on: \"half\"",
                        "run.json: rows[0].curve_ms is not as long as curve_shares: 3",
                        "run.json: rows[0].quantiles[1].share is not below 1: 1.0",
                        "run.json: rows[0].quantiles[1].low_ms is missing"),
                folder.troubles);
        assertTrue(folder.text("report.md").contains("Not drawn"));
    }
}
