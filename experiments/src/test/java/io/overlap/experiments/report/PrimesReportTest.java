package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment primes, from its file alone. */
class PrimesReportTest {
    private static final String HEAD = """
            {"experiment":"primes","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":false},
             "parameters":{"delay_ms":50,"cap":100,"reps":2,"stopped":false,"databases":[
              {"version":"18.6","fsync":"on","synchronous_commit":"on","full_page_writes":"on","files_on":"ext4"}]},
            """;
    private static final String SIZES = String.join(
            ",",
            size("none", 128, 31, 0.0000025, null, 0.00013, true),
            size("serial", 128, 31, 1.57, 0.05, 1.81148, true),
            size("book", 128, 31, 0.0524, 0.05, 0.17785, true),
            size("ours", 128, 31, 0.06, 0.05, null, true),
            size("none", 8_192, 1_028, 0.0001, null, 0.01373, true),
            size("serial", 8_192, 1_028, 52.1, 0.55, 59.97337, true),
            size("book", 8_192, 1_028, 0.619, 0.55, 4.29239, true),
            size("ours", 8_192, 1_028, 0.572, 0.55, null, true));
    private static final String BALANCED = String.join(
            ",", balanced("none", 3.1), balanced("saving", 3.0), balanced("book", 6.2), balanced("ours", 3.162));
    private static final String DATABASE = """
            {"part":"database","into":"PostgreSQL","variant":"serial","from":2,"limit":128,"items":31,"scaled":false,
             "median_seconds":0.5,"low_seconds":0.4,"high_seconds":0.6,"ideal_seconds":null,"book_seconds":null,
             "max_in_flight":null,"equal_work":true,"trials":[{"seconds":0.5,"items":31}]},
            {"part":"database","into":"PostgreSQL","variant":"ours","from":2,"limit":128,"items":31,"scaled":false,
             "median_seconds":0.05,"low_seconds":0.04,"high_seconds":0.06,"ideal_seconds":null,"book_seconds":null,
             "max_in_flight":null,"equal_work":true,"trials":[{"seconds":0.05,"items":31}]}""";
    private static final String TAIL = """
            "claims":[{"id":"x","claim":"ours over the ideal at most 1.050 times","value":1.04,"bound":1.05,"unit":"","holds":true}]}
            """;
    private static final String RUN = run(SIZES, BALANCED, DATABASE);

    private static String size(
            String variant,
            int limit,
            int items,
            double seconds,
            @Nullable Double ideal,
            @Nullable Double book,
            boolean equal) {
        boolean scaled = variant.equals("serial") && items > 50;
        double timed = scaled ? seconds * 50 / items : seconds;
        return """
                {"part":"sizes","into":"server","variant":"%s","from":2,"limit":%d,"items":%d,"scaled":%s,
                 "median_seconds":%s,"low_seconds":%s,"high_seconds":%s,"ideal_seconds":%s,"book_seconds":%s,
                 "max_in_flight":100,"equal_work":%s,"trials":[{"seconds":%s,"items":%d}]}""".formatted(
                        variant,
                        limit,
                        items,
                        scaled,
                        seconds,
                        seconds,
                        seconds,
                        ideal,
                        book,
                        equal,
                        timed,
                        scaled ? 50 : items);
    }

    private static String balanced(String variant, double seconds) {
        return """
                {"part":"balanced","into":"server","variant":"%s","from":255239601383,"limit":null,"items":6000,
                 "scaled":false,"median_seconds":%s,"low_seconds":%s,"high_seconds":%s,"ideal_seconds":3.0,
                 "book_seconds":null,"max_in_flight":100,"equal_work":true,"trials":[{"seconds":%s,"items":6000}]}""".formatted(variant, seconds, seconds, seconds, seconds);
    }

    private static String run(String... rows) {
        return HEAD + "\"rows\":[" + String.join(",", rows) + "]," + TAIL;
    }

    private final DrawnFolder folder;

    PrimesReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN), folder.troubles::toString);
        String page = folder.text("report.md");
        assertTrue(page.contains("2 trials of each (1 of one by one), in random order"), page);
        assertTrue(
                page.contains(
                        "| 8,192 | 1,028 | 0.10 ms | 52.1 s\\* | 0.619 s | 0.572 s | 0.572 s – 0.572 s | 0.550 s | 1.040 | 100 |"),
                page);
        assertTrue(page.contains("| 8,192 | 0.014 s | 60.0 s | 4.29 s | 14.0 |"), page);
        assertTrue(page.contains("text says 55.2 s one by one, 4.09 s by its batcher, 13.5 times"), page);
        assertTrue(page.contains("| the book's batcher | 6.200 | 6.200 – 6.200 | 2.000 | 1.016 |"), page);
        assertTrue(page.contains("| ours | 3.162 | 3.162 – 3.162 | 1.020 | 0.518 |"), page);
        assertTrue(page.contains("| PostgreSQL | 128 | 0.500 s | 0.050 s | 0.040 s – 0.060 s | 10.0 |"), page);
        assertTrue(page.contains("holds: ours over the ideal at most 1.050 times, is 1.040"), page);
        String figure = folder.text("primes.svg");
        assertTrue(figure.contains("1,028 primes below 8,192 are saved in 0.572 s, 1.04 times the ideal"), figure);
        assertTrue(figure.contains("published: 4.29 s"), figure);
        assertTrue(figure.contains("6,000 primes from 255,239,601,383 on"), figure);
        folder.svg("primes.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void eachPartIsDrawnWithoutTheOthers() throws Exception {
        for (String part : List.of(SIZES, BALANCED, size("ours", 128, 31, 0.06, 0.05, null, true))) {
            assertTrue(folder.draw(run(part)), folder.troubles::toString);
            folder.svg("primes.svg");
        }
        assertTrue(folder.draw(run(DATABASE)), folder.troubles::toString);
        assertFalse(folder.has("primes.svg"));
        assertTrue(folder.text("report.md").contains("Into databases"));
    }

    @Test
    void unequalWorkIsMarked() throws Exception {
        assertTrue(folder.draw(run(size("ours", 128, 31, 0.06, 0.05, null, false))));
        String page = folder.text("report.md");
        assertTrue(page.contains("| 0.060 s ! |"), page);
        assertTrue(page.contains("! A prime was missing afterwards, or saved twice"), page);
    }

    @Test
    void runStoppedInItsFirstTrialHasAPageAndNoFigure() throws Exception {
        assertTrue(folder.draw(RUN));
        assertTrue(folder.draw(run().replace("\"stopped\":false", "\"stopped\":true")));
        assertTrue(folder.text("report.md").contains("Stopped before its end"), folder.text("report.md"));
        assertFalse(folder.has("primes.svg"));
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.substring(0, RUN.length() / 2)));
        assertFalse(folder.draw(RUN.replace("\"part\":\"balanced\"", "\"part\":\"noise\"")));
        assertFalse(folder.draw(RUN.replace("\"limit\":8192", "\"limit\":0")));
        assertFalse(folder.draw(RUN.replace("\"items\":6000}", "\"items\":0}")));
        folder.assertTroublesOfTheFile(4);
        assertTrue(
                folder.troubles.get(1).contains("rows[8].part is not sizes or balanced or database"),
                folder.troubles::toString);
        assertTrue(
                folder.troubles.get(3).contains("trials[0].items is not a whole number from 1 on"),
                folder.troubles::toString);
        assertTrue(folder.text("report.md").contains("Not drawn"));
    }
}
