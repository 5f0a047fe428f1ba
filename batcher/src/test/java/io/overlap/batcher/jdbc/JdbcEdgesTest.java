package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import io.overlap.batcher.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Pools, drivers, markers and rows that are not as one would think; the PostgreSQL behind them is real. */
@Timeout(60)
final class JdbcEdgesTest {
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
        postgres.run("drop table if exists rows; create table rows (id bigint, name text not null)");
        postgres.run("drop table if exists commits; create table commits"
                + " (slot text primary key, batch bigint not null, at timestamptz not null)");
    }

    enum Form {
        INSERT,
        ROW_BY_ROW,
        SEVEN_A_STATEMENT,
        COPY;

        JdbcBatchWriter.Builder<Row> builder(DataSource source) {
            JdbcBatchWriter.Builder<Row> builder = switch (this) {
                case INSERT -> JdbcBatchWriter.insert(source, "rows", "id", "name");
                case ROW_BY_ROW ->
                    JdbcBatchWriter.<Row>insert(source, "rows", "id", "name").rowsPerStatement(1);
                case SEVEN_A_STATEMENT ->
                    JdbcBatchWriter.<Row>insert(source, "rows", "id", "name").rowsPerStatement(7);
                case COPY -> JdbcBatchWriter.copy(source, "rows", "id", "name");
            };
            return builder.bind(Row::bind);
        }
    }

    /** A batch by hand. */
    private static final class Given implements Batch<Row> {
        private final List<Runnable> hooks = new CopyOnWriteArrayList<>();
        private final List<Row> rows;

        Given(int rows) {
            this.rows = new ArrayList<>();
            for (long id = 0; id < rows; id++) {
                this.rows.add(new Row(id, "row " + id));
            }
        }

        void cancel() {
            hooks.forEach(Runnable::run);
        }

        @Override
        public List<Row> items() {
            return rows;
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public Duration remaining() {
            return Duration.ofSeconds(20);
        }

        @Override
        public void onCancel(Runnable hook) {
            hooks.add(hook);
        }
    }

    /** The cancel is on its way when what it is for has ended well: the pool's next user must not feel it. */
    @Test
    void aCancelThatIsSlowHitsNobodyElse() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch arrive = new CountDownLatch(1);
        try (HikariDataSource pool = postgres.pool(1);
                Connection locker = postgres.connect()) {
            DataSource slow = Standin.pool(pool, connection -> slowToCancel(connection, asked, arrive));
            locker.setAutoCommit(false);
            execute(locker, "lock table rows in access exclusive mode");
            JdbcBatchWriter<Row> writer = Form.COPY.builder(slow).build();
            Given batch = new Given(10);
            CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> Told.of(write(writer, batch)));
            await("select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock'");
            batch.cancel();
            assertTrue(asked.await(10, TimeUnit.SECONDS));
            locker.rollback();
            assertEquals("SAVED", told.get(10, TimeUnit.SECONDS));
            try (Connection next = pool.getConnection()) {
                CompletableFuture<Void> sleep = CompletableFuture.runAsync(() -> sleep(next));
                await("select count(*) > 0 from pg_stat_activity where wait_event = 'PgSleep'");
                arrive.countDown();
                sleep.get(10, TimeUnit.SECONDS);
            }
        }
        assertEquals("10 10", counts());
    }

    /** And its abort takes a moment. */
    private static Connection slowToCancel(Connection connection, CountDownLatch asked, CountDownLatch arrive) {
        Connection slow = Standin.of(Connection.class, connection, "abort", abort -> {
            Thread.sleep(100);
            return abort.through();
        });
        return Standin.of(Connection.class, slow, "unwrap", unwrap -> {
            PGConnection found = PGConnection.class.cast(Objects.requireNonNull(unwrap.through()));
            return Standin.of(PGConnection.class, found, "cancelQuery", cancel -> {
                asked.countDown();
                arrive.await();
                return cancel.through();
            });
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"INSERT", "COPY"})
    void aWaitAtThePoolEndsInTimeAndNothingIsUnknown(Form form) throws InterruptedException, SQLException {
        try (HikariDataSource pool = postgres.pool(1)) {
            pool.setConnectionTimeout(30_000); // as by default
            Connection other = pool.getConnection();
            try (Saving saving = new Saving(
                    form.builder(pool).build(), Saving.POLICY.withAttemptTimeout(Duration.ofSeconds(1)), SOON)) {
                saving.save(0, 100);
                saving.batcher.flush();
                while (saving.batcher.stats().retries() == 0) {
                    Thread.sleep(10);
                }
                other.close();
                assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
            }
        }
        assertEquals("100 100", counts());
    }

    /** As a driver does that did not expect to be cut off. */
    @Test
    void aDriverThatBreaksInMidCommitLeavesTheBatchUnknown() throws InterruptedException {
        try (HikariDataSource pool = postgres.pool(2);
                Saving saving = new Saving(Form.INSERT
                        .builder(committing(pool, new IllegalStateException("broken")))
                        .build())) {
            saving.save(0, 100);
            assertEquals(Map.of(Outcome.UNKNOWN, 100), saving.outcomes());
        }
        assertEquals("100 100", counts());
    }

    /** The pool has one connection, and does not see that it is broken; the marker fails at first. */
    @Test
    void theMarkerIsAskedOnceTheBrokenConnectionIsGivenBackAndAgainIfItFails() throws InterruptedException {
        AtomicBoolean failed = new AtomicBoolean();
        CommitMarker marker = Standin.of(CommitMarker.class, CommitMarker.postgres("commits"), "committed", call -> {
            if (!failed.getAndSet(true)) {
                throw new IllegalStateException("a mistake of the marker's");
            }
            return call.through();
        });
        try (HikariDataSource pool = postgres.pool(1);
                Saving saving = new Saving(Form.INSERT
                        .builder(committing(pool, new SQLException("gone", "08006")))
                        .commitMarker(marker)
                        .build())) {
            saving.save(0, 100);
            assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
        }
        assertTrue(failed.get());
        assertEquals("100 100", counts());
    }

    /** Commits, and then, the first time, throws. */
    private static DataSource committing(DataSource pool, Exception thrown) {
        AtomicBoolean struck = new AtomicBoolean();
        return Standin.pool(
                pool,
                connection -> Standin.of(Connection.class, connection, "commit", commit -> {
                    Object nothing = commit.through();
                    if (!struck.getAndSet(true)) {
                        throw thrown;
                    }
                    return nothing;
                }));
    }

    /** As those of Commons DBCP and Tomcat: a new wrapper each time, which unwraps to itself. */
    @Test
    void aMarkerHasARowForEachConnectionWhateverThePoolsWrappers() throws InterruptedException {
        try (HikariDataSource pool = postgres.pool(2);
                Saving saving = new Saving(Form.INSERT
                        .builder(Standin.pool(pool, JdbcEdgesTest::unwrappingToItself))
                        .commitMarker(CommitMarker.postgres("commits"))
                        .build())) {
            for (int batch = 0; batch < 10; batch++) {
                saving.save(batch * 10L, batch * 10L + 10);
                assertNull(saving.ended(batch * 10L));
            }
            assertEquals(Map.of(Outcome.SAVED, 100), saving.outcomes());
        }
        assertTrue(postgres.number("select count(*) from commits") <= 2);
    }

    private static Connection unwrappingToItself(Connection connection) {
        return Standin.of(Connection.class, connection, "unwrap", unwrap -> {
            return unwrap.asksFor(Connection.class) ? connection : unwrap.through();
        });
    }

    @ParameterizedTest
    @EnumSource
    void manyRowsThatCannotBeMadeAreFoundTogether(Form form) {
        AtomicInteger bound = new AtomicInteger();
        try (HikariDataSource pool = postgres.pool(1)) {
            JdbcBatchWriter<Row> writer = form.builder(pool)
                    .bind((columns, row) -> {
                        bound.incrementAndGet();
                        columns.add(row.id());
                        if (row.id() % 2 == 0) {
                            throw new IllegalArgumentException("even");
                        }
                        columns.add(row.name());
                    })
                    .build();
            String told = Told.of(write(writer, new Given(2_000)));
            assertEquals("REJECT (even); SAVED; ".repeat(1_000), told + "; ");
        }
        assertEquals(3_000, bound.get(), "all once, and the good ones again");
        assertEquals("1000 1000", counts());
    }

    @Test
    void aRowThatGivesAStatementTooFewParametersDoesNotHaveThoseOfTheRowBefore() throws InterruptedException {
        try (HikariDataSource pool = postgres.pool(1);
                Saving saving = new Saving(JdbcBatchWriter.<Row>sql(pool, "insert into rows (id, name) values (?, ?)")
                        .bind((columns, row) -> {
                            columns.add(row.id());
                            if (row.id() != 7) {
                                columns.add(row.name());
                            }
                        })
                        .build())) {
            saving.save(0, 20);
            assertEquals(Map.of(Outcome.SAVED, 19, Outcome.REJECTED, 1), saving.outcomes());
            SaveException why = Objects.requireNonNull(saving.ended(7));
            assertInstanceOf(SQLException.class, why.getCause());
        }
        assertEquals("19 19", counts());
    }

    /** Rows of all sizes, and more than a page of them: one that comes later may lie before. */
    @Test
    void ofWideRowsThatComeTwiceCopyKeepsTheLastToo() {
        postgres.run("alter table rows add primary key (id)");
        Random random = new Random(7);
        Map<Long, Integer> last = new TreeMap<>();
        Given batch = new Given(0);
        for (int i = 0; i < 3_000; i++) {
            long id = random.nextInt(1_500);
            batch.items().add(new Row(id, i + " " + "x".repeat(random.nextInt(1_900))));
            last.put(id, i);
        }
        try (HikariDataSource pool = postgres.pool(1)) {
            JdbcBatchWriter<Row> writer =
                    Form.COPY.builder(pool).onConflictUpdate("id").build();
            assertEquals("SAVED", Told.of(write(writer, new Given(1)))); // from now on the stage is there, and empty
            assertEquals("SAVED", Told.of(write(writer, batch)));
        }
        assertEquals(
                last.entrySet().stream()
                        .map(row -> row.getKey() + "=" + row.getValue())
                        .collect(Collectors.joining(" ")),
                postgres.text("select string_agg(id || '=' || split_part(name, ' ', 1), ' ' order by id) from rows"));
    }

    @Test
    void anInsertThatTouchesARowTwiceIsHalvedAndTheLastStays() throws InterruptedException {
        postgres.run("alter table rows add primary key (id)");
        try (HikariDataSource pool = postgres.pool(1);
                Saving saving = new Saving(
                        Form.INSERT.builder(pool).onConflictUpdate("id").build())) {
            saving.save(new Row(1, "first"));
            saving.save(new Row(2, "other"));
            saving.save(new Row(1, "last"));
            saving.batcher.flush().join();
            assertEquals(3, saving.batcher.stats().totals().saved());
        }
        assertEquals("last", postgres.text("select name from rows where id = 1"));
    }

    @ParameterizedTest
    @EnumSource(names = {"INSERT", "COPY"})
    void aTimeWithAZonesNameIsATime(Form form) {
        postgres.run("drop table rows; create table rows (id bigint, name timestamptz)");
        ZonedDateTime noon = ZonedDateTime.parse("2026-11-21T12:00+01:00[Europe/Berlin]");
        try (HikariDataSource pool = postgres.pool(1)) {
            JdbcBatchWriter<Row> writer = form.builder(pool)
                    .bind((columns, row) -> columns.add(row.id()).add(noon))
                    .build();
            assertEquals("SAVED", Told.of(write(writer, new Given(1))));
        }
        assertEquals("t", postgres.text("select name = '2026-11-21 11:00+00' from rows"));
    }

    private static BatchResult<Void> write(JdbcBatchWriter<Row> writer, Given batch) {
        try {
            return writer.write(batch);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static void sleep(Connection connection) {
        try {
            execute(connection, "select pg_sleep(1)");
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** For as long as the test may take. */
    private static void await(String condition) throws InterruptedException {
        while (!postgres.text(condition).equals("t")) {
            Thread.sleep(10);
        }
    }

    private static String counts() {
        return postgres.text("select count(*) || ' ' || count(distinct id) from rows");
    }
}
