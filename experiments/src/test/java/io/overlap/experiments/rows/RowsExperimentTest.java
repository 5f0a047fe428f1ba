package io.overlap.experiments.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Claim;
import io.overlap.experiments.JsonForm;
import io.overlap.experiments.RecordingListener;
import io.overlap.experiments.Small;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.database.Database;
import io.overlap.experiments.database.DatabaseUrl;
import io.overlap.experiments.rows.RowsCase.How;
import io.overlap.experiments.rows.RowsCase.Who;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows into real databases, in small, and what is made of the figures. */
@Timeout(120)
class RowsExperimentTest {
    private static final List<RowsCase> SQLITE = List.of(new RowsCase(How.TRANSACTION, 50, 1, Who.HAND_WRITTEN));

    private final RecordingListener heard = new RecordingListener();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void eachWaySavesEachRowOnce() throws Exception {
        assumeTrue(DatabaseUrl.EMBEDDED instanceof DatabaseUrl.Embedded, "no Linux");
        List<RowsCase> cases = List.of(
                new RowsCase(How.SINGLE, 1, 2, Who.HAND_WRITTEN),
                new RowsCase(How.MULTIROW, 10, 1, Who.HAND_WRITTEN),
                new RowsCase(How.COPY, 10, 3, Who.HAND_WRITTEN),
                new RowsCase(How.TRANSACTION, 50, 1, Who.HAND_WRITTEN));
        List<DatabaseUrl> into = List.of(DatabaseUrl.EMBEDDED, DatabaseUrl.TEMPORARY_SQLITE);
        RowsRun run = new RowsExperiment(new RowsOptions(into, cases, 2, 10, 0), heard).run();
        assertEquals(16, heard.ended.size(), heard.ended::toString);
        assertEquals(8, run.rows().size());
        for (RowsRow row : run.rows()) {
            assertEquals(2, row.trials().size());
            assertTrue(row.equalWork(), row::toString);
            assertTrue(row.meanBatch() >= 1 && row.meanBatch() <= row.how().batchRows(), row::toString);
        }
        assertFalse(run.failed());
        assertEquals(List.of(), run.claims()); // they are for larger batches and longer trials
        assertTrue(run.table().contains("PostgreSQL 18"), run::table);
        JsonForm.checkSaysNothingOfThePlace(run.json());
        JsonObject parameters =
                JsonParser.parseString(run.json()).getAsJsonObject().getAsJsonObject("parameters");
        JsonObject postgres = parameters.getAsJsonArray("databases").get(0).getAsJsonObject();
        assertEquals("on", postgres.get("fsync").getAsString());
        assertEquals("on", postgres.get("synchronous_commit").getAsString());
    }

    @Test
    void sortedUpsertsMeetNoDeadlockWhereUnsortedOnesDo() throws Exception {
        assumeTrue(DatabaseUrl.EMBEDDED instanceof DatabaseUrl.Embedded, "no Linux");
        try (Database database = Database.open(DatabaseUrl.EMBEDDED, DeadlockTrial.IN_FLIGHT)) {
            database.run("alter database postgres set deadlock_timeout = '20ms'"); // it looks for them after that time
            database.reconnect();
            try (RowsTables tables = RowsTables.make(database)) {
                List<TableRow> rows = DeadlockTrial.rows(7);
                DeadlockRow naive = DeadlockTrial.naive(database, tables, rows, 3, () -> false);
                assertNotNull(naive);
                DeadlockRow sorted = DeadlockTrial.sorted(database, tables, rows, naive.rows(), () -> false);
                assertNotNull(sorted);
                assertTrue(naive.seen() >= 3, naive::toString);
                assertEquals(naive.seen(), naive.counted());
                assertEquals(0, sorted.seen() + sorted.counted(), sorted::toString);
                assertEquals(naive.rows(), sorted.rows());
                assertEquals(DeadlockTrial.KEYS, sorted.tableRows());
                assertEquals(naive.tableHash(), sorted.tableHash());
                assertEquals(naive.tableRows(), sorted.tableRows());
                assertNull(DeadlockTrial.naive(database, tables, rows, 3, () -> true));
            }
        }
    }

    @Test
    void tableOfSomebodyElseIsLeftAlone() throws Exception {
        Path file = folder.resolve("own.db");
        try (Database own = Database.open(new DatabaseUrl.Sqlite(file), 1)) {
            own.run("create table overlap_rows(dear integer)", "insert into overlap_rows values (1)");
        }
        CannotRunException refused =
                assertThrows(CannotRunException.class, () -> sqlite(file, 1).run());
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("cannot make the table overlap_rows in SQLite"), said);
        try (Database own = Database.open(new DatabaseUrl.Sqlite(file), 1)) {
            assertEquals("1", own.ask("select sum(dear) from overlap_rows"));
        }
    }

    @Test
    void stoppedRunTellsWhatWasOverAndDropsItsTables() throws Exception {
        Path file = folder.resolve("stop.db");
        RowsExperiment experiment = sqlite(file, 1_000);
        heard.onStart(trial -> {
            if (heard.ended.size() == 3) {
                experiment.stop();
            }
        });
        RowsRun run = experiment.run();
        assertTrue(run.stopped());
        assertEquals(3, run.rows().stream().mapToInt(row -> row.trials().size()).sum());
        assertTrue(run.table().contains("stopped before its end"), run::table);
        try (Database own = Database.open(new DatabaseUrl.Sqlite(file), 1)) {
            assertEquals("0", own.ask("select count(*) from sqlite_master where name like 'overlap%'"));
        }
    }

    @Test
    void databaseThatFailsInMidRunIsAStorageError() throws Exception {
        Path file = folder.resolve("fail.db");
        heard.onStart(trial -> {
            if (trial.endsWith("ours-2")) {
                try (Database other = Database.open(new DatabaseUrl.Sqlite(file), 1)) {
                    other.run("alter table overlap_rows rename column name to other");
                } catch (CannotRunException | SQLException e) {
                    throw new AssertionError(e);
                }
            }
        });
        StorageException failed =
                assertThrows(StorageException.class, () -> sqlite(file, 2).run());
        String said = String.valueOf(failed.getMessage());
        assertTrue(said.startsWith("SQLite failed while saving (transaction-50-x1-ours): "), said);
        assertTrue(said.contains("--into"), said);
    }

    private RowsExperiment sqlite(Path file, int reps) {
        return new RowsExperiment(new RowsOptions(List.of(new DatabaseUrl.Sqlite(file)), SQLITE, reps, 5, 0), heard);
    }

    @Test
    void boundsAreClaimedForTheLargestBatches() {
        List<Claim> claims = RowsClaims.of(
                List.of(
                        row(How.COPY, 10_000, 1, Who.HAND_WRITTEN, 2_000_000),
                        row(How.COPY, 10_000, 1, Who.OURS, 1_800_000),
                        row(How.COPY, 10_000, 4, Who.HAND_WRITTEN, 2_000_000),
                        row(How.COPY, 10_000, 4, Who.OURS, 1_780_000),
                        row(How.COPY, 1_000, 1, Who.HAND_WRITTEN, 2_000_000),
                        row(How.COPY, 1_000, 1, Who.OURS, 1),
                        row(How.TRANSACTION, 10_000, 1, Who.HAND_WRITTEN, 1_000_000),
                        row(How.TRANSACTION, 10_000, 1, Who.OURS, 950_000)),
                List.of(deadlocks("naive", 25, 21, "a"), deadlocks("sorted", 0, 1, "b")));
        assertEquals(
                List.of(
                        "holds   ours by COPY of 10,000, 1 connection, over the hand-written loop 0.900, at least 0.900",
                        "holds   ours into SQLite by 10,000 over the hand-written transaction 0.950, at least 0.900",
                        "holds   deadlocks of a naive executor 21, at least 20",
                        "FAILS   deadlocks of ours, sorted by key, 1, exactly 0",
                        "FAILS   tables that differ afterwards 1, exactly 0"),
                claims.stream().map(Claim::line).toList());
    }

    @Test
    void shortRunClaimsNothingOfSpeedAndAStoppedOneNothingAtAll() {
        assertEquals(List.of("rows.copy", "deadlocks.naive"), claimed(RowsOptions.DEFAULT, false));
        assertEquals(List.of("deadlocks.naive"), claimed(RowsOptions.QUICK, false));
        assertEquals(List.of("deadlocks.naive"), claimed(RowsOptions.DEFAULT.withReps(2), false));
        assertEquals(List.of(), claimed(RowsOptions.DEFAULT, true));
    }

    private static List<String> claimed(RowsOptions options, boolean stopped) {
        List<RowsRow> rows = List.of(
                row(How.COPY, 10_000, 1, Who.HAND_WRITTEN, 2_000_000), row(How.COPY, 10_000, 1, Who.OURS, 1_900_000));
        List<DeadlockRow> deadlocks = List.of(deadlocks("naive", 25, 25, "a"), deadlocks("sorted", 0, 0, "a"));
        return RowsRun.of(options, Small.machine(false), List.of(), rows, deadlocks, false, stopped).claims().stream()
                .map(Claim::id)
                .filter(id -> !id.equals("deadlocks.sorted") && !id.equals("deadlocks.table"))
                .toList();
    }

    @Test
    void slowHandWrittenLoopDisturbsTheRunButNotOnAnotherServer() {
        List<RowsRow> rows = List.of(
                row(How.SINGLE, 1, 1, Who.HAND_WRITTEN, 3_662),
                row(How.MULTIROW, 1_000, 1, Who.HAND_WRITTEN, 553_000),
                row(How.COPY, 10_000, 1, Who.HAND_WRITTEN, 1_150_000),
                row(How.COPY, 10_000, 4, Who.HAND_WRITTEN, 10),
                row(How.COPY, 10_000, 1, Who.OURS, 10));
        RowsRun run = run(rows, false);
        assertEquals(true, run.machine().disturbed());
        assertEquals(2, run.slowLoops().size(), run.slowLoops()::toString);
        assertTrue(run.table().contains("disturbed: hand-written multirow of 1,000: 553,000 rows/s"), run::table);
        assertTrue(run.json().contains("under 70 % of the 1,656,573"), run::json);
        assertEquals(false, run(rows, true).machine().disturbed());
    }

    @Test
    void rowsThatAreMissingAreAFailureAndMarked() {
        RowsRow missing = RowsRow.of(
                new RowsCase(How.COPY, 10, 1, Who.OURS),
                "PostgreSQL 18.6",
                List.of(new RowsRow.Trial(10, 1, 10, 10, 10), new RowsRow.Trial(10, 1, 10, 9, 10)));
        RowsRun run = run(List.of(row(How.COPY, 10, 1, Who.HAND_WRITTEN, 5), missing), false);
        assertTrue(run.failed());
        assertTrue(run.table().contains("copy !"), run::table);
    }

    private static RowsRun run(List<RowsRow> rows, boolean given) {
        return RowsRun.of(
                RowsOptions.QUICK,
                Small.machine(false),
                List.of(Map.of("version", "18.6", "fsync", "on")),
                rows,
                List.of(),
                given,
                false);
    }

    private static RowsRow row(How how, int batch, int connections, Who who, long perSecond) {
        RowsRow.Trial trial = new RowsRow.Trial(perSecond, 1, perSecond, perSecond, batch);
        return RowsRow.of(new RowsCase(how, batch, connections, who), "PostgreSQL 18.6", List.of(trial));
    }

    private static DeadlockRow deadlocks(String who, long seen, long counted, String hash) {
        return new DeadlockRow(who, 60, 6_000, 1, seen, counted, 300, hash);
    }

    @Test
    void optionsAreCheckedBeforeAnythingStarts() {
        assertThrows(IllegalArgumentException.class, () -> RowsOptions.DEFAULT.withReps(0));
        assertThrows(IllegalArgumentException.class, () -> new RowsOptions(List.of(), SQLITE, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new RowsOptions(List.of(), SQLITE, 1, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> new RowsCase(How.COPY, 0, 1, Who.OURS));
        assertThrows(IllegalArgumentException.class, () -> new RowsCase(How.COPY, 1, 0, Who.OURS));
        assertThrows(IllegalArgumentException.class, () -> new RowsCase(How.SINGLE, 2, 1, Who.OURS));
    }
}
