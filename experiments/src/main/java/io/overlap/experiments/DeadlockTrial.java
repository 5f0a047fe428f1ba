package io.overlap.experiments;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.jdbc.JdbcBatchWriter;
import io.overlap.batcher.jdbc.SqlFailure;
import io.overlap.experiments.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Upserts of the same rows, eight batches at once, whose keys overlap: each batch has a fifth of all keys, in random order. A statement
 * locks its rows in its own order; two that lock the same two rows the other way round wait for each other, until the server looks
 * ({@code deadlock_timeout}) and ends one.
 */
final class DeadlockTrial {
    static final int IN_FLIGHT = 8;
    static final int BATCH_ROWS = 100;
    static final int KEYS = 500;

    private static final String DEADLOCK = "40P01";
    private static final Duration CLOSE = Duration.ofSeconds(60);
    static final int MOST_DEADLOCKS = 30; // seen by the naive executor, before it goes on one batch at a time
    private static final long TOGETHER_NANOS = 40_000_000_000L; // or after this time
    private static final long COUNT_NANOS = 12_000_000_000L; // an idle backend tells its counts within 10 s

    private final Database database;
    private final RowsTables tables;
    private final List<TableRow> rows;
    private final BooleanSupplier stopped;
    private final ReentrantLock lock = new ReentrantLock();
    private final LongAdder seen = new LongAdder();

    private DeadlockTrial(Database database, RowsTables tables, List<TableRow> rows, BooleanSupplier stopped) {
        this.database = database;
        this.tables = tables;
        this.rows = rows;
        this.stopped = stopped;
    }

    @FunctionalInterface
    private interface Saver {
        void save() throws SQLException, InterruptedException;
    }

    /** Keys in random order; no batch, of those that lie in a row, has one twice. */
    static List<TableRow> rows(int batches, long seed) {
        Random random = new Random(seed);
        List<Long> keys = new ArrayList<>(LongStream.range(0, KEYS).boxed().toList());
        List<TableRow> rows = new ArrayList<>();
        while (rows.size() < batches * BATCH_ROWS) {
            Collections.shuffle(keys, random);
            keys.stream()
                    .limit(batches * BATCH_ROWS - rows.size())
                    .map(TableRow::of)
                    .forEach(rows::add);
        }
        return rows;
    }

    /** Eight threads, each takes the next batch as it is, and again after a deadlock. Null if stopped before its end. */
    static @Nullable DeadlockRow naive(
            Database database, RowsTables tables, List<TableRow> rows, BooleanSupplier stopped)
            throws InterruptedException {
        DeadlockTrial trial = new DeadlockTrial(database, tables, rows, stopped);
        return trial.run("naive", trial::saveNaively);
    }

    /** Ours, sorted by key. Null if stopped before its end. */
    static @Nullable DeadlockRow sorted(
            Database database, RowsTables tables, List<TableRow> rows, BooleanSupplier stopped)
            throws InterruptedException {
        DeadlockTrial trial = new DeadlockTrial(database, tables, rows, stopped);
        return trial.run("sorted", trial::saveSorted);
    }

    private @Nullable DeadlockRow run(String who, Saver saver) throws InterruptedException {
        try {
            tables.emptyUpserts();
            long before = counted();
            long start = System.nanoTime();
            saver.save();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (stopped.getAsBoolean()) {
                return null;
            }
            return new DeadlockRow(
                    who,
                    rows.size() / BATCH_ROWS,
                    rows.size(),
                    seconds,
                    seen.sum(),
                    counted() - before,
                    Long.parseLong(database.ask("select count(*) from " + RowsTables.UPSERTS)),
                    database.ask(
                            "select md5(string_agg(id || ':' || name, ',' order by id)) from " + RowsTables.UPSERTS));
        } catch (SQLException e) {
            throw database.failed("upserting (" + who + ")", e);
        }
    }

    /** The server's own count. A backend tells its share at the latest when it ends: the pool's are replaced, and waited for. */
    private long counted() throws SQLException, InterruptedException {
        String now = database.ask("select clock_timestamp()");
        database.reconnect();
        long deadline = System.nanoTime() + COUNT_NANOS;
        String old = "select count(*) from pg_stat_activity where application_name = 'overlap'"
                + " and datname = current_database() and backend_start < '" + now + "'";
        while (!database.ask(old).equals("0") && System.nanoTime() < deadline && !stopped.getAsBoolean()) {
            Thread.sleep(20);
        }
        return Long.parseLong(
                database.ask("select deadlocks from pg_stat_database where datname = current_database()"));
    }

    private void saveNaively() throws SQLException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long together = System.nanoTime() + TOGETHER_NANOS;
        String sql = "insert into " + RowsTables.UPSERTS + " (id, name) values (?, ?)"
                + ", (?, ?)".repeat(BATCH_ROWS - 1) + " on conflict (id) do update set name = excluded.name";
        HandWritten.inParallel(IN_FLIGHT, () -> {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement upsert = connection.prepareStatement(sql)) {
                int first = next.getAndAdd(BATCH_ROWS);
                while (first < rows.size() && !stopped.getAsBoolean()) {
                    List<TableRow> batch = rows.subList(first, first + BATCH_ROWS);
                    boolean alone = seen.sum() >= MOST_DEADLOCKS || System.nanoTime() > together;
                    if (alone ? upsertedAlone(upsert, batch) : upserted(upsert, batch)) {
                        first = next.getAndAdd(BATCH_ROWS);
                    }
                }
            }
            return null;
        });
    }

    /** Eight that end each other over and over would never be done: after a time the rest goes one batch after the other. */
    private boolean upsertedAlone(PreparedStatement upsert, List<TableRow> batch) throws SQLException {
        lock.lock();
        try {
            return upserted(upsert, batch);
        } finally {
            lock.unlock();
        }
    }

    /** False after a deadlock. */
    private boolean upserted(PreparedStatement upsert, List<TableRow> batch) throws SQLException {
        int parameter = 0;
        for (TableRow row : batch) {
            upsert.setLong(++parameter, row.id());
            upsert.setString(++parameter, row.name());
        }
        try {
            upsert.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (isDeadlock(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean isDeadlock(SQLException e) {
        boolean deadlock = DEADLOCK.equals(e.getSQLState());
        seen.add(deadlock ? 1 : 0);
        return deadlock;
    }

    private void saveSorted() throws SQLException, InterruptedException {
        JdbcBatchWriter<TableRow> writer = JdbcBatchWriter.<TableRow>insert(
                        database.dataSource(), RowsTables.UPSERTS, "id", "name")
                .bind((columns, row) -> columns.add(row.id()).add(row.name()))
                .onConflictUpdate("id")
                .sortedBy(Comparator.comparingLong(TableRow::id))
                .classify(e -> {
                    isDeadlock(e);
                    return SqlFailure.of(e);
                })
                .build();
        BatchPolicy policy =
                RowsTrial.policy(new RowsCase(RowsCase.How.MULTIROW, BATCH_ROWS, IN_FLIGHT, RowsCase.Who.OURS));
        try (ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT)) {
            AsyncBatcher<TableRow, Void> batcher = AsyncBatcher.blocking(writer, threads)
                    .policy(policy.withMaxPendingItems(Math.max(policy.maxPendingItems(), rows.size())))
                    .retry(RetryPolicy.DEFAULT)
                    .build();
            for (TableRow row : rows) {
                if (stopped.getAsBoolean()) {
                    break;
                }
                batcher.save(row);
            }
            batcher.flush();
            long saved = batcher.close(CLOSE).totals().saved();
            if (saved < rows.size() && !stopped.getAsBoolean()) {
                throw new SQLException(rows.size() - saved + " rows were not saved");
            }
        }
    }
}
