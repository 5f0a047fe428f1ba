package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a writer does with a PostgreSQL that is well. */
final class JdbcBatchWriterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Postgres postgres;

    @SuppressWarnings("NullAway.Init")
    private static HikariDataSource pool;

    enum Form {
        INSERT,
        ROW_BY_ROW,
        SEVEN_A_STATEMENT,
        COPY,
        SQL;

        JdbcBatchWriter.Builder<Row> builder() {
            JdbcBatchWriter.Builder<Row> builder = switch (this) {
                case INSERT -> JdbcBatchWriter.insert(pool, "rows", "id", "name");
                case ROW_BY_ROW ->
                    JdbcBatchWriter.<Row>insert(pool, "rows", "id", "name").rowsPerStatement(1);
                case SEVEN_A_STATEMENT ->
                    JdbcBatchWriter.<Row>insert(pool, "rows", "id", "name").rowsPerStatement(7);
                case COPY -> JdbcBatchWriter.copy(pool, "rows", "id", "name");
                case SQL -> JdbcBatchWriter.sql(pool, "insert into rows (id, name) values (?, ?)");
            };
            return builder.bind(Row::bind);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        postgres = Postgres.start(folder.resolve("pg"));
        pool = postgres.pool(8);
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void table() {
        postgres.run("drop table if exists rows; create table rows (id bigint primary key, name text not null)");
    }

    @ParameterizedTest
    @EnumSource
    void eachRowIsSavedOnce(Form form) throws InterruptedException {
        try (Saving saving = new Saving(form.builder().build())) {
            saving.save(0, 2_345);
            assertEquals(Map.of(Outcome.SAVED, 2_345), saving.outcomes());
        }
        assertEquals("2345 0 2344", counts());
        assertEquals("row 1234", postgres.text("select name from rows where id = 1234"));
    }

    @Test
    void aPoolWithoutAutocommitSavesByCopyToo() throws InterruptedException {
        HikariConfig config = new HikariConfig();
        pool.copyStateTo(config);
        config.setAutoCommit(false);
        try (HikariDataSource manual = new HikariDataSource(config)) {
            try (Saving saving = new Saving(JdbcBatchWriter.<Row>copy(manual, "rows", "id", "name")
                    .bind(Row::bind)
                    .build())) {
                saving.save(0, 100);
                assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
            }
        }
        assertEquals("100 0 99", counts());
    }

    @ParameterizedTest
    @EnumSource
    void oneBadRowInABatchOf500IsBlamedAlone(Form form) throws InterruptedException {
        postgres.run("insert into rows values (250, 'was here')");
        try (Saving saving = new Saving(form.builder().build())) {
            saving.save(0, 500);
            assertEquals(Map.of(Outcome.SAVED, 499, Outcome.REJECTED, 1), saving.outcomes());
            SaveException why = Objects.requireNonNull(saving.ended(250));
            SQLException cause = assertInstanceOf(SQLException.class, why.getCause());
            assertEquals("23505", cause.getSQLState());
        }
        assertEquals("500 0 499", counts());
        assertEquals("was here", postgres.text("select name from rows where id = 250"));
    }

    /** More than three in a row that nothing was saved between. */
    @Test
    void manyBadRowsSideBySideAreEachBlamed() throws InterruptedException {
        postgres.run("insert into rows select i, 'was here' from generate_series(100, 119) i");
        try (Saving saving = new Saving(Form.COPY.builder().build())) {
            saving.save(0, 200);
            assertEquals(Map.of(Outcome.SAVED, 180, Outcome.REJECTED, 20), saving.outcomes());
        }
        assertEquals("200 0 199", counts());
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatCannotBeMadeIsRejectedAlone(Form form) throws InterruptedException {
        RowBinder<Row> binder = (columns, row) -> {
            if (row.id() % 100 == 7) {
                throw new IllegalArgumentException("no row for " + row.id());
            }
            Row.bind(columns, row);
        };
        try (Saving saving = new Saving(form.builder().bind(binder).build())) {
            saving.save(0, 500);
            assertEquals(Map.of(Outcome.SAVED, 495, Outcome.REJECTED, 5), saving.outcomes());
            assertEquals(
                    "no row for 107",
                    Objects.requireNonNull(
                                    Objects.requireNonNull(saving.ended(107)).getCause())
                            .getMessage());
        }
        assertEquals("495 0 499", counts());
    }

    @ParameterizedTest
    @EnumSource(names = {"INSERT", "COPY"})
    void aBinderThatGivesTooFewColumnsIsTold(Form form) throws InterruptedException {
        RowBinder<Row> binder = (columns, row) -> columns.add(row.id());
        try (Saving saving = new Saving(form.builder().bind(binder).build())) {
            saving.save(1);
            SaveException why = Objects.requireNonNull(saving.ended(1));
            assertEquals(Outcome.REJECTED, why.outcome());
            assertTrue(String.valueOf(why.getCause()).contains("1 columns instead of 2"), () -> "" + why.getCause());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INSERT", "ROW_BY_ROW", "COPY"})
    void anUpsertUpdatesWhatIsThere(Form form) throws InterruptedException {
        postgres.run("insert into rows select i, 'old' from generate_series(0, 99) i");
        try (Saving saving = new Saving(form.builder().onConflictUpdate("id").build())) {
            saving.save(50, 150);
            assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
        }
        assertEquals("150 0 149", counts());
        assertEquals(50, postgres.number("select count(*) from rows where name = 'old'"));
    }

    @ParameterizedTest
    @EnumSource(names = {"INSERT", "ROW_BY_ROW", "COPY"})
    void aRowThatIsThereCanBeLeftAlone(Form form) throws InterruptedException {
        postgres.run("insert into rows select i, 'old' from generate_series(0, 99) i");
        try (Saving saving = new Saving(form.builder().onConflictIgnore().build())) {
            saving.save(50, 150);
            assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
        }
        assertEquals("150 0 149", counts());
        assertEquals(100, postgres.number("select count(*) from rows where name = 'old'"));
    }

    @Test
    void ofARowThatComesTwiceInOneBatchCopyKeepsTheLast() throws InterruptedException {
        JdbcBatchWriter<Row> writer = Form.COPY.builder().onConflictUpdate("id").build();
        try (Saving saving = new Saving(writer)) {
            saving.save(new Row(1, "first"));
            saving.save(new Row(2, "other"));
            saving.save(new Row(1, "last"));
            saving.batcher.flush().join();
        }
        assertEquals("last", postgres.text("select name from rows where id = 1"));
        assertEquals("2 1 2", counts());
    }

    /** Eight at once over the same keys, each batch in another order: sorted rows never wait in a circle. */
    @ParameterizedTest
    @EnumSource(names = {"INSERT", "ROW_BY_ROW", "COPY"})
    void sortedUpsertsNeverDeadlock(Form form) throws InterruptedException {
        long before = deadlocks();
        JdbcBatchWriter<Row> writer = form.builder()
                .onConflictUpdate("id")
                .sortedBy(Comparator.comparingLong(Row::id))
                .build();
        Random random = new Random(42);
        try (Saving saving =
                new Saving(writer, Saving.POLICY.withMaxInFlight(8).withMaxItems(100), RetryPolicy.DEFAULT)) {
            for (int batch = 0; batch < 40; batch++) {
                List<Long> keys =
                        random.longs(0, 150).distinct().limit(100).boxed().toList();
                for (long id : keys) {
                    saving.save(new Row(id, "batch " + batch));
                }
            }
            saving.batcher.flush().join();
            assertEquals(4_000, saving.batcher.stats().totals().saved());
        }
        assertEquals(before, deadlocks());
    }

    @Test
    void copyCarriesAnyTextAndType() throws SQLException, InterruptedException {
        postgres.run("create table if not exists kinds (id bigint, t text, b bytea, n numeric, d double precision,"
                + " at timestamptz, day date, u uuid, f boolean, i integer); truncate kinds");
        String hard = "tab\tline\nreturn\rback\\slash \\N \\. quote'\" é 漢 \uD83D\uDE00 \u0001 ";
        byte[] bytes = {0, 1, -1, 92, 10};
        UUID uuid = new UUID(1, 2);
        JdbcBatchWriter<Row> writer = JdbcBatchWriter.<Row>copy(
                        pool, "kinds", "id", "t", "b", "n", "d", "at", "day", "u", "f", "i")
                .bind((columns, row) -> columns.add(row.id())
                        .add(row.name())
                        .add(bytes)
                        .add(new BigDecimal("12345678901234567890.5"))
                        .add(-1.5e-300)
                        .add(Instant.parse("2026-11-21T12:00:00.123456Z"))
                        .add(LocalDate.of(2026, 11, 21))
                        .add(uuid)
                        .add(true)
                        .add((Object) null))
                .build();
        try (Saving saving = new Saving(writer)) {
            saving.save(new Row(Long.MIN_VALUE, hard));
            saving.save(new Row(Long.MAX_VALUE, null));
            saving.save(new Row(-10, ""));
            saving.save(new Row(0, "\\N"));
            assertEquals(Map.of(Outcome.SAVED, 4), saving.outcomes());
        }
        assertEquals(hard, postgres.text("select t from kinds where id = " + Long.MIN_VALUE));
        assertEquals("t", postgres.text("select t is null from kinds where id = " + Long.MAX_VALUE));
        assertEquals("", postgres.text("select t from kinds where id = -10"));
        assertEquals("\\N", postgres.text("select t from kinds where id = 0"));
        assertEquals(
                "\\x0001ff5c0a 12345678901234567890.5 -1.5e-300 2026-11-21 12:00:00.123456 2026-11-21 " + uuid + " t t",
                postgres.text("select concat_ws(' ', b, n, d, at at time zone 'utc', day, u, f, i is null) from kinds"
                        + " limit 1"));
    }

    @Test
    void textThatTheDatabaseCannotHoldIsRejectedAlone() throws InterruptedException {
        try (Saving saving = new Saving(Form.COPY.builder().build())) {
            saving.save(0, 100);
            saving.save(new Row(100, "zero \0 byte"));
            saving.save(new Row(101, "half \uD800"));
            assertEquals(Map.of(Outcome.SAVED, 100, Outcome.REJECTED, 2), saving.outcomes());
            assertNotNull(saving.ended(100));
            assertNotNull(saving.ended(101));
        }
        assertEquals("100 0 99", counts());
    }

    @Test
    void moreParametersThanAStatementTakesAreSeveralStatements() throws InterruptedException {
        int items = 40_000; // 80,000 parameters
        try (Saving saving = new Saving(
                Form.INSERT.builder().build(),
                Saving.POLICY.withMaxPendingItems(items).withMaxItems(items).withMaxDelay(Duration.ofMinutes(1)),
                RetryPolicy.DEFAULT)) {
            saving.save(0, items);
            saving.batcher.flush().orTimeout(30, TimeUnit.SECONDS).join();
            assertEquals(Map.of(Outcome.SAVED, items), saving.outcomes());
        }
        assertEquals(items + " 0 " + (items - 1), counts());
    }

    @Test
    void aMissingTableFailsAtOnceAndSaysWhatToDo() throws InterruptedException {
        JdbcBatchWriter<Row> writer = JdbcBatchWriter.<Row>insert(pool, "no_such", "id", "name")
                .bind(Row::bind)
                .build();
        try (Saving saving = new Saving(writer)) {
            saving.save(1);
            SaveException why = Objects.requireNonNull(saving.ended(1));
            assertEquals(Outcome.FAILED, why.outcome());
            assertInstanceOf(DatabaseRefusedException.class, why.getCause());
            String message = String.valueOf(why.getCause().getMessage());
            assertTrue(message.contains("42P01") && message.contains("check the table"), message);
        }
    }

    @Test
    void aWrongPasswordFailsAtOnceAndSaysWhatToDo() throws InterruptedException {
        postgres.run("drop role if exists locked; create role locked nologin");
        try (HikariDataSource refused = postgres.pool(1)) {
            refused.setUsername("locked");
            try (Saving saving = new Saving(JdbcBatchWriter.<Row>insert(refused, "rows", "id", "name")
                    .bind(Row::bind)
                    .build())) {
                saving.save(1);
                SaveException why = Objects.requireNonNull(saving.ended(1));
                assertEquals(Outcome.FAILED, why.outcome());
                assertTrue(
                        String.valueOf(why.getCause()).contains("check user and password"), () -> "" + why.getCause());
            }
        }
    }

    @Test
    void connectionsComeBackAsTheyWere() throws InterruptedException, SQLException {
        try (HikariDataSource one = postgres.pool(1)) {
            try (Saving saving = new Saving(JdbcBatchWriter.<Row>copy(one, "rows", "id", "name")
                    .bind(Row::bind)
                    .build())) {
                saving.save(0, 100);
                assertNull(saving.ended(99));
                saving.save(0, 1); // rejected; rolled back
                assertNotNull(saving.ended(0));
            }
            try (var connection = one.getConnection()) {
                assertTrue(connection.getAutoCommit());
                assertTrue(connection.isValid(1));
            }
        }
    }

    @Test
    void misuseIsRefusedAtOnce() {
        assertThrows(
                IllegalStateException.class,
                () -> JdbcBatchWriter.insert(pool, "rows", "id").build());
        assertThrows(
                IllegalStateException.class,
                () -> JdbcBatchWriter.sql(pool, "insert into rows values (?)").onConflictIgnore());
        assertThrows(
                IllegalStateException.class,
                () -> JdbcBatchWriter.copy(pool, "rows", "id").rowsPerStatement(5));
        assertThrows(
                IllegalArgumentException.class,
                () -> JdbcBatchWriter.insert(pool, "rows", "id").rowsPerStatement(0));
    }

    private static String counts() {
        return postgres.text("select count(*) || ' ' || min(id) || ' ' || max(id) from rows");
    }

    private static long deadlocks() {
        return postgres.number("select deadlocks from pg_stat_database where datname = 'postgres'");
    }
}
