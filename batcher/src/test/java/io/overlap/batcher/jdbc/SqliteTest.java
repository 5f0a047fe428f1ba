package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real SQLite file. */
@Timeout(60)
final class SqliteTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private HikariDataSource pool;

    @BeforeEach
    void open() throws SQLException {
        run("create table rows (id integer primary key, name text not null)");
        pool = pool(null);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private HikariDataSource pool(@Nullable String init) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(4);
        if (init != null) {
            config.setConnectionInitSql(init);
        }
        return new HikariDataSource(config);
    }

    private static JdbcBatchWriter.Builder<Row> writer(HikariDataSource pool) {
        return JdbcBatchWriter.<Row>insert(pool, "rows", "id", "name").bind(Row::bind);
    }

    @Test
    void batchesOfManyThreadsTakeTurnsAndEachRowIsSavedOnce() throws InterruptedException, SQLException {
        try (Saving saving = new Saving(
                writer(pool).build(), Saving.POLICY.withMaxInFlight(4).withMaxItems(100), RetryPolicy.DEFAULT)) {
            saving.save(0, 5_000);
            assertEquals(Map.of(Outcome.SAVED, 5_000), saving.outcomes());
            assertEquals(0, saving.batcher.stats().retries(), "they got in each other's way");
        }
        assertEquals("5000", text("select count(*) from rows"));
        assertEquals("wal", text("pragma journal_mode"));
    }

    @Test
    void oneBadRowInABatchOf500IsBlamedAlone() throws InterruptedException, SQLException {
        run("insert into rows values (250, 'was here')");
        try (Saving saving = new Saving(writer(pool).build())) {
            saving.save(0, 500);
            assertEquals(Map.of(Outcome.SAVED, 499, Outcome.REJECTED, 1), saving.outcomes());
            assertEquals(
                    Outcome.REJECTED, Objects.requireNonNull(saving.ended(250)).outcome());
        }
        assertEquals("500", text("select count(*) from rows"));
        assertEquals("was here", text("select name from rows where id = 250"));
    }

    @Test
    void anUpsertUpdatesWhatIsThereAlsoWithManyRowsAStatement() throws InterruptedException, SQLException {
        run("insert into rows values (1, 'old'), (1000, 'old')");
        try (Saving saving = new Saving(
                writer(pool).rowsPerStatement(100).onConflictUpdate("id").build())) {
            saving.save(0, 300);
            assertEquals(Map.of(Outcome.SAVED, 300), saving.outcomes());
        }
        assertEquals("301 1", text("select count(*) || ' ' || sum(name = 'old') from rows"));
    }

    @Test
    void aRowThatGivesAStatementTooFewParametersIsRejectedAlone() throws InterruptedException, SQLException {
        JdbcBatchWriter<Row> writer = JdbcBatchWriter.<Row>sql(pool, "insert into rows (id, name) values (?, ?)")
                .bind((columns, row) -> {
                    columns.add(row.id());
                    if (row.id() != 7) {
                        columns.add(row.name());
                    }
                })
                .build();
        try (Saving saving = new Saving(writer)) {
            saving.save(0, 20);
            assertEquals(Map.of(Outcome.SAVED, 19, Outcome.REJECTED, 1), saving.outcomes());
            assertEquals(
                    Outcome.REJECTED, Objects.requireNonNull(saving.ended(7)).outcome());
        }
        assertEquals("19", text("select count(*) from rows"));
    }

    @Test
    void outOfPagesFailsWithAClearReportAndNothingOfTheBatchIsThere() throws InterruptedException, SQLException {
        try (HikariDataSource small = pool("pragma max_page_count = 20");
                Saving saving =
                        new Saving(writer(small).build(), Saving.POLICY.withMaxInFlight(1), RetryPolicy.DEFAULT)) {
            String kilobyte = "x".repeat(1_000);
            for (long id = 0; id < 2_000; id++) {
                saving.save(new Row(id, id < 1_000 ? kilobyte : "short"));
            }
            Map<Outcome, Integer> outcomes = saving.outcomes();
            int saved = outcomes.getOrDefault(Outcome.SAVED, 0);
            assertEquals(2_000 - saved, outcomes.get(Outcome.FAILED), outcomes::toString);
            assertEquals(saved, Integer.parseInt(text("select count(*) from rows")));
            for (long id = 0; id < 2_000; id++) {
                SaveException why = saving.ended(id);
                assertEquals(why == null ? "1" : "0", text("select count(*) from rows where id = " + id));
            }
            SaveException why = Objects.requireNonNull(saving.ended(0));
            assertInstanceOf(DatabaseRefusedException.class, why.getCause());
            assertTrue(
                    String.valueOf(why.getCause()).contains("free space, or raise the limit"),
                    () -> "" + why.getCause());
        }
    }

    @Test
    void aFileLockedByAnotherProgramIsWaitedForAndThenToldTruly() throws InterruptedException, SQLException {
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement();
                Saving saving = new Saving(
                        writer(pool).build(),
                        Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(1)),
                        RetryPolicy.DEFAULT
                                .withDelays(Duration.ofMillis(10), Duration.ofMillis(50))
                                .withItemDeadline(Duration.ofMillis(1_200)))) {
            statement.execute("begin immediate");
            saving.save(0, 10);
            assertEquals(Map.of(Outcome.FAILED, 10), saving.outcomes());
            assertEquals("0", text("select count(*) from rows"));
            saving.save(10, 20);
            saving.batcher.flush();
            statement.execute("rollback");
            assertNull(saving.ended(19));
        }
        assertEquals("10", text("select count(*) from rows"));
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("rows.db");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
