package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.CloseReport;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL that is killed, locked, stopped and cut off. What is told is compared with the table. */
@Timeout(60)
final class PostgresFaultsTest {
    private static final RetryPolicy SOON =
            RetryPolicy.DEFAULT.withDelays(Duration.ofMillis(20), Duration.ofMillis(200));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Postgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = Postgres.start(folder.resolve("pg"));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void table() {
        // No key: a row that is saved twice is seen.
        postgres.run("drop table if exists rows; create table rows (id bigint, name text)");
        postgres.run("drop table if exists commits; create table commits"
                + " (slot text primary key, batch bigint not null, at timestamptz not null)");
    }

    enum Form {
        INSERT,
        COPY;

        JdbcBatchWriter.Builder<Row> builder(HikariDataSource pool) {
            JdbcBatchWriter.Builder<Row> builder = this == INSERT
                    ? JdbcBatchWriter.insert(pool, "rows", "id", "name")
                    : JdbcBatchWriter.copy(pool, "rows", "id", "name");
            return builder.bind(Row::bind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void killedInMidRunAndStartedAgainNothingIsLostOrSavedTwice(Form form) throws IOException, InterruptedException {
        int rows = 60_000;
        try (HikariDataSource pool = postgres.pool(4);
                Saving saving = new Saving(
                        form.builder(pool)
                                .commitMarker(CommitMarker.postgres("commits"))
                                .build(),
                        Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(30)), // a busy machine recovers late
                        SOON)) {
            saving.save(0, rows / 2);
            postgres.kill();
            CompletableFuture<Void> started = CompletableFuture.runAsync(postgres::startAgain);
            saving.save(rows / 2, rows); // waits for room meanwhile
            started.join();
            assertEquals(Map.of(Outcome.SAVED, rows), saving.outcomes());
        }
        assertEquals(rows + " " + rows, counts());
    }

    @Test
    void aMarkerHasARowForEachConnectionAndForgetsTheOld() throws InterruptedException {
        postgres.run(
                "insert into commits select 'old ' || i, 1, now() - interval '8 days' from generate_series(1, 9) i");
        try (HikariDataSource pool = postgres.pool(4);
                Saving saving = new Saving(
                        Form.COPY
                                .builder(pool)
                                .commitMarker(CommitMarker.postgres("commits"))
                                .build(),
                        Saving.POLICY.withMaxItems(100),
                        SOON)) {
            saving.save(0, 10_000);
            assertEquals(Map.of(Outcome.SAVED, 10_000), saving.outcomes());
        }
        assertTrue(postgres.number("select count(*) from commits") <= 4);
        assertEquals(100, postgres.number("select sum(batch) from commits"));
    }

    @ParameterizedTest
    @EnumSource
    void killedInMidRunWithoutAMarkerWhatIsToldIsTrue(Form form) throws IOException, InterruptedException {
        int rows = 60_000;
        try (HikariDataSource pool = postgres.pool(4);
                Saving saving = new Saving(form.builder(pool).build(), Saving.POLICY, SOON)) {
            saving.save(0, rows / 2);
            postgres.kill();
            postgres.startAgain();
            saving.save(rows / 2, rows);
            Map<Outcome, Integer> outcomes = saving.outcomes();
            int saved = outcomes.getOrDefault(Outcome.SAVED, 0);
            int unknown = outcomes.getOrDefault(Outcome.UNKNOWN, 0);
            assertEquals(rows, saved + unknown, outcomes::toString);
            assertTrue(unknown <= 4 * 500, () -> "more unknown than were in flight: " + outcomes);
            long there = postgres.number("select count(*) from rows");
            assertEquals(there, postgres.number("select count(distinct id) from rows"), "saved twice");
            assertTrue(saved <= there && there <= saved + unknown, () -> there + " there, told " + outcomes);
        }
    }

    /** The answer to the COMMIT is lost: only a marker knows whether it came through. */
    @ParameterizedTest
    @CsvSource({
        "INSERT, CUT_BEFORE, true, SAVED, 100",
        "INSERT, CUT_AFTER, true, SAVED, 100",
        "INSERT, SWALLOW, true, SAVED, 100",
        "INSERT, CUT_BEFORE, false, UNKNOWN, 0",
        "INSERT, CUT_AFTER, false, UNKNOWN, 100",
        "INSERT, SWALLOW, false, UNKNOWN, 0",
        "COPY, CUT_BEFORE, false, UNKNOWN, 0",
        "COPY, CUT_AFTER, false, UNKNOWN, 100",
        "COPY, SWALLOW, false, UNKNOWN, 0"
    })
    void aCommitWhoseAnswerIsLostIsLookedUpOrUnknown(
            Form form, CommitProxy.Fault fault, boolean marked, Outcome expected, int there)
            throws IOException, InterruptedException {
        try (CommitProxy proxy = new CommitProxy(postgres.port());
                HikariDataSource pool = Postgres.pool(2, proxy.port())) {
            JdbcBatchWriter.Builder<Row> builder = form.builder(pool);
            if (marked) {
                builder.commitMarker(CommitMarker.postgres("commits"));
            }
            proxy.strike(fault);
            try (Saving saving =
                    new Saving(builder.build(), Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(3)), SOON)) {
                saving.save(0, 100);
                assertEquals(Map.of(expected, 100), saving.outcomes());
            }
            assertTrue(proxy.hasStruck());
        }
        assertEquals(there + " " + there, counts());
    }

    @Test
    void anIdempotentWriterSendsAgainWhatMayHaveBeenSaved() throws IOException, InterruptedException {
        postgres.run("alter table rows add primary key (id)");
        try (CommitProxy proxy = new CommitProxy(postgres.port());
                HikariDataSource pool = Postgres.pool(2, proxy.port())) {
            proxy.strike(CommitProxy.Fault.CUT_AFTER);
            JdbcBatchWriter<Row> writer = Form.INSERT
                    .builder(pool)
                    .onConflictIgnore("id")
                    .idempotent(true)
                    .build();
            try (Saving saving = new Saving(writer, Saving.POLICY, SOON)) {
                saving.save(0, 100);
                assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
            }
            assertTrue(proxy.hasStruck());
        }
        assertEquals("100 100", counts());
    }

    @ParameterizedTest
    @EnumSource
    void aTableLockedPastTheDeadlineIsToldAndNothingIsSaved(Form form) throws SQLException, InterruptedException {
        BatchPolicy policy = Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(2));
        RetryPolicy retry = SOON.withItemDeadline(
                Duration.ofMillis(3_900)); // the second attempt has time to hear the cancel's answer
        try (HikariDataSource pool = postgres.pool(4);
                Connection locker = postgres.connect();
                Saving saving = new Saving(form.builder(pool).build(), policy, retry)) {
            locker.setAutoCommit(false);
            execute(locker, "lock table rows in access exclusive mode");
            saving.save(0, 100);
            Map<Outcome, Integer> outcomes = saving.outcomes();
            assertEquals(100, outcomes.getOrDefault(Outcome.FAILED, 0), outcomes::toString);
            SaveException why = Objects.requireNonNull(saving.ended(0));
            assertEquals("57014", ((SQLException) Objects.requireNonNull(why.getCause())).getSQLState());
            locker.rollback();
            assertEquals("0 0", counts());
            saving.save(100, 200);
            assertNull(saving.ended(199), "the batcher works again");
        }
        assertEquals("100 100", counts());
        assertEquals(0, waiting(), "a statement was left behind");
    }

    @Test
    void aTableLockedForAWhileCostsNothing() throws SQLException, InterruptedException {
        BatchPolicy policy = Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(1));
        try (HikariDataSource pool = postgres.pool(4);
                Connection locker = postgres.connect();
                Saving saving = new Saving(Form.COPY.builder(pool).build(), policy, SOON)) {
            locker.setAutoCommit(false);
            execute(locker, "lock table rows in access exclusive mode");
            saving.save(0, 100);
            saving.batcher.flush();
            while (saving.batcher.stats().retries() == 0) {
                Thread.sleep(10);
            }
            locker.rollback();
            assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
        }
        assertEquals("100 100", counts());
    }

    /** Stopped as by a machine that swaps: it neither works nor answers, nor takes a cancel. */
    @Test
    void aServerThatStopsInMidStatementIsCutOff() throws InterruptedException, IOException {
        postgres.run("create or replace function stall() returns trigger language plpgsql as"
                + " 'begin if new.id = 50 and pg_try_advisory_lock(7) then perform pg_sleep(30); end if; return new; end';"
                + " create trigger stall before insert on rows for each row execute function stall()");
        BatchPolicy policy = Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(2));
        try (HikariDataSource pool = postgres.pool(4);
                Saving saving = new Saving(Form.INSERT.builder(pool).build(), policy, SOON)) {
            saving.save(0, 100);
            saving.batcher.flush();
            String pid = "";
            while (pid.isEmpty()) {
                pid = postgres.text(
                        "select coalesce(max(pid)::text, '') from pg_stat_activity where wait_event = 'PgSleep'");
            }
            signal("STOP", pid);
            try {
                assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
            } finally {
                signal("CONT", pid);
            }
        }
        assertEquals("100 100", counts());
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersCannotHangClose() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HikariDataSource pool = Postgres.pool(4, silent.getLocalPort());
                Saving saving = new Saving(Form.COPY.builder(pool).build(), Saving.POLICY, SOON)) {
            saving.save(0, 1_000);
            CloseReport<Row> report = saving.batcher.close(Duration.ofMillis(1_500));
            assertEquals(1_000, report.left().size());
            assertEquals(1_000, report.totals().undrained() + report.totals().unknown(), report::toString);
            assertTrue(report.totals().unknown() <= 500, "only one probe is out");
        }
    }

    /** Here nothing bounds the login, as nobody told the data source to: close ends all the same. */
    @Test
    void norDoesADataSourceWithoutAnyTimeout() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PGSimpleDataSource unbounded = new PGSimpleDataSource();
            unbounded.setPortNumbers(new int[] {silent.getLocalPort()});
            unbounded.setUser("postgres");
            JdbcBatchWriter<Row> writer = JdbcBatchWriter.<Row>insert(unbounded, "rows", "id", "name")
                    .bind(Row::bind)
                    .build();
            Saving saving = new Saving(
                    writer,
                    Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(1)),
                    SOON.withItemDeadline(Duration.ofSeconds(5)));
            saving.save(0, 1_000);
            CloseReport<Row> report = saving.batcher.close(Duration.ofMillis(1_500));
            assertEquals(1_000, report.totals().unknown(), report::toString);
            assertTrue(report.totals().addUp(), report::toString);
            saving.close();
        }
    }

    private static void signal(String name, String pid) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String counts() {
        return postgres.text("select count(*) || ' ' || count(distinct id) from rows");
    }

    private static long waiting() {
        return postgres.number(
                "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend'");
    }
}
