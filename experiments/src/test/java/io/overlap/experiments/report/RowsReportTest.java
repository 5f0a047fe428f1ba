package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the experiment rows, from its file alone. */
class RowsReportTest {
    private static final String HEAD = """
            {"experiment":"rows","version":1,
             "machine":{"cpu":"a CPU","cores":2,"started":"2026-01-01T00:00:00Z","disturbed":true},
             "parameters":{"databases":[
               {"version":"18.6","server":"embedded","fsync":"on","synchronous_commit":"on","full_page_writes":"on","files_on":"ext4"},
               {"version":"3.54.1","journal_mode":"wal","synchronous":"full"}],
              "reps":2,"deadlock_batch_rows":100,"deadlock_keys":300,"deadlock_in_flight":8,"deadlocks_wanted":20,
              "disturbed_by":["a loop <slow>"],"stopped":false},
            """;
    private static final String ROWS = """
            {"part":"rows","database":"PostgreSQL 18.6","how":"copy","batch_rows":10000,"connections":1,"who":"hand-written",
             "rows_per_second":1700000,"low_rows_per_second":1600000,"high_rows_per_second":1800000,
             "ceiling_rows_per_second":1656573,"mean_batch":10000,"equal_work":true,
             "trials":[{"rows_per_second":1600000},{"rows_per_second":1800000}]},
            {"part":"rows","database":"PostgreSQL 18.6","how":"copy","batch_rows":10000,"connections":1,"who":"ours",
             "rows_per_second":1615000,"low_rows_per_second":1600000,"high_rows_per_second":1630000,
             "ceiling_rows_per_second":1656573,"mean_batch":9999.4,"equal_work":true,"trials":[{"rows_per_second":1615000}]},
            {"part":"rows","database":"PostgreSQL 18.6","how":"single","batch_rows":1,"connections":4,"who":"hand-written",
             "rows_per_second":5231,"low_rows_per_second":5231,"high_rows_per_second":5231,
             "ceiling_rows_per_second":null,"mean_batch":1,"equal_work":false,"trials":[]}""";
    private static final String DEADLOCKS = """
            {"part":"deadlocks","who":"naive","batches":120,"seconds":21.5,"deadlocks_seen":23,"deadlocks_counted":24,
             "table_rows":300,"table_md5":"x"},
            {"part":"deadlocks","who":"sorted","batches":120,"seconds":0.25,"deadlocks_seen":0,"deadlocks_counted":0,
             "table_rows":300,"table_md5":"x"}""";
    private static final String TAIL = """
            "claims":[{"id":"rows.copy","claim":"ours over COPY at least 0.900","value":0.95,"bound":0.9,"unit":"","holds":true}]}
            """;
    private static final String RUN = run(ROWS, DEADLOCKS);

    private static String run(String... rows) {
        return HEAD + "\"rows\":[" + String.join(",", rows) + "]," + TAIL;
    }

    private final DrawnFolder folder;

    RowsReportTest(@TempDir Path path) {
        folder = new DrawnFolder(path);
    }

    @Test
    void figureAndPageTellWhatTheFileTells() throws Exception {
        assertTrue(folder.draw(RUN), folder.troubles::toString);
        String page = folder.text("report.md");
        assertTrue(
                page.contains("| PostgreSQL 18.6, copy of 10,000 × 1 | 1,700,000 | 1,600,000 – 1,800,000 | 1,615,000 |"
                        + " 1,600,000 – 1,630,000 | 95.0 % | 9,999 |"),
                page);
        assertTrue(page.contains("single inserts × 4 ! | 5,231 | 5,231 – 5,231 | – | – | – | – |"), page);
        assertTrue(page.contains("not compared"), page);
        assertTrue(page.contains("| naive | 120 | 21.50 | 23 | 24 | 300 |"), page);
        assertTrue(page.contains("The tables are equal afterwards"), page);
        assertTrue(page.contains("Disturbed: a loop &lt;slow&gt;."), page);
        assertTrue(page.contains("PostgreSQL 18.6: fsync on, synchronous\\_commit on"), page);
        assertTrue(page.contains("SQLite 3.54.1: journal wal, synchronous full"), page);
        assertTrue(page.contains("holds: ours over COPY at least 0.900, is 0.950"), page);
        String figure = folder.text("rows.svg");
        assertTrue(figure.contains("95.0 % of the hand-written loop at its fastest"), figure);
        assertTrue(figure.contains(">1,000,000<"), figure);
        folder.svg("rows.svg");
        folder.assertDrawnAlikeAgain();
    }

    @Test
    void tablesThatDifferAreSaid() throws Exception {
        assertTrue(folder.draw(RUN.replaceFirst("\"table_md5\":\"x\"", "\"table_md5\":\"y\"")));
        assertTrue(folder.text("report.md").contains("The tables are NOT equal afterwards"), folder.text("report.md"));
    }

    @Test
    void eachPartIsDrawnWithoutTheOther() throws Exception {
        assertTrue(folder.draw(run(ROWS)), folder.troubles::toString);
        folder.svg("rows.svg");
        assertTrue(folder.draw(run(DEADLOCKS)), folder.troubles::toString);
        assertFalse(folder.has("rows.svg"));
        assertTrue(folder.draw(run().replace("\"stopped\":false", "\"stopped\":true")), folder.troubles::toString);
        assertTrue(folder.text("report.md").contains("Stopped before its end"), folder.text("report.md"));
    }

    @Test
    void brokenFileIsSaidInOneLine() throws Exception {
        assertFalse(folder.draw(RUN.substring(0, RUN.length() / 2)));
        assertFalse(folder.draw(RUN.replace("\"connections\":4,", "")));
        assertFalse(folder.draw(RUN.replace("\"part\":\"deadlocks\"", "\"part\":\"noise\"")));
        assertFalse(folder.draw(RUN.replace("\"deadlocks_seen\":23", "\"deadlocks_seen\":\"some\"")));
        folder.assertTroublesOfTheFile(4);
        assertTrue(folder.troubles.get(1).contains("rows[2].connections is missing"), folder.troubles::toString);
        assertTrue(folder.troubles.get(2).contains("rows[3].part is not rows or deadlocks"), folder.troubles::toString);
    }
}
