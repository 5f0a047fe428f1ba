package io.overlap.experiments.rows;

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
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Upserts of the same rows, eight batches at once, whose keys overlap: each batch has a third of all keys, in random order. A statement
 * locks its rows in its own order; two that lock the same two rows the other way round wait for each other, until the server looks
 * ({@code deadlock_timeout}) and ends one.
 */
final class DeadlockTrial {
    static final int IN_FLIGHT = 8;
    static final int BATCH_ROWS = 100;
    static final int BATCHES = 60;
    static final int KEYS = 300;

    private static final String DEADLOCK = "40P01";
    private static final Duration CLOSE = Duration.ofSeconds(60);
    private static final int MOST_ROUNDS = 200;
    private static final long MOST_PENDING_BYTES = 1L << 30;
    private static final long TOGETHER_NANOS = 40_000_000_000L; // or after this time
    private static final long COUNT_NANOS = 12_000_000_000L; // an idle backend tells its counts within 10 s

    private final Database database;
    private final RowsTables tables;
    private final List<TableRow> rows;
    private final BooleanSupplier stopped;
    private final ReentrantLock lock = new ReentrantLock();
    private int rounds = 1;
    private int wanted; // deadlocks of the naive executor
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
    static List<TableRow> rows(long seed) {
        Random random = new Random(seed);
        List<Long> keys = new ArrayList<>(LongStream.range(0, KEYS).boxed().toList());
        List<TableRow> rows = new ArrayList<>();
        while (rows.size() < BATCHES * BATCH_ROWS) {
            Collections.shuffle(keys, random);
            keys.stream()
                    .limit(BATCHES * BATCH_ROWS - rows.size())
                    .map(TableRow::of)
                    .forEach(rows::add);
        }
        return rows;
    }

    /** Eight threads, each takes the next batch as it is, and again after a deadlock. Null if stopped before its end. */
    static @Nullable DeadlockRow naive(
            Database database, RowsTables tables, List<TableRow> rows, int wanted, BooleanSupplier stopped)
            throws InterruptedException {
        DeadlockTrial trial = new DeadlockTrial(database, tables, rows, stopped);
        trial.wanted = wanted;
        return trial.run("naive", trial::saveNaively);
    }

    /** Ours, sorted by key, as many rows as the other saved. Null if stopped before its end. */
    static @Nullable DeadlockRow sorted(
            Database database, RowsTables tables, List<TableRow> rows, long all, BooleanSupplier stopped)
            throws InterruptedException {
        DeadlockTrial trial = new DeadlockTrial(database, tables, rows, stopped);
        trial.rounds = Math.toIntExact(all / rows.size());
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
                    rounds * BATCHES,
                    (long) rounds * rows.size(),
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
        Turns turns = new Turns();
        String sql = "insert into " + RowsTables.UPSERTS + " (id, name) values (?, ?)"
                + ", (?, ?)".repeat(BATCH_ROWS - 1) + " on conflict (id) do update set name = excluded.name";
        HandWritten.inParallel(IN_FLIGHT, () -> {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement upsert = connection.prepareStatement(sql)) {
                for (int first = turns.next(); first >= 0; first = turns.next()) {
                    List<TableRow> batch = rows.subList(first, first + BATCH_ROWS);
                    boolean saved = false;
                    while (!saved && !stopped.getAsBoolean()) {
                        saved = turns.alone() ? upsertedAlone(upsert, batch) : upserted(upsert, batch);
                    }
                }
            }
            return null;
        });
        rounds = turns.rounds;
    }

    /** All batches, round after round until there were deadlocks enough, or time. */
    private final class Turns {
        private final long end = System.nanoTime() + TOGETHER_NANOS;
        private int next; // the batch, counted over all rounds; guarded by this, as rounds
        private int rounds = 1;

        /** Where the next batch begins; -1: there is none. */
        synchronized int next() {
            if (next == rounds * BATCHES && !alone() && rounds < MOST_ROUNDS) {
                rounds++;
            }
            return next == rounds * BATCHES || stopped.getAsBoolean() ? -1 : next++ % BATCHES * BATCH_ROWS;
        }

        /** Eight that end each other over and over would never be done: after a time the rest goes one after the other. */
        boolean alone() {
            return seen.sum() >= wanted || System.nanoTime() > end;
        }
    }

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
        int all = rounds
                * rows.size(); // fit in: a save that waits would send a batch that is not full, with a key twice later
        try (ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT)) {
            AsyncBatcher<TableRow, Void> batcher = AsyncBatcher.blocking(writer, threads)
                    .policy(policy.withMaxPendingItems(all).withMaxPendingBytes(MOST_PENDING_BYTES))
                    .retry(RetryPolicy.DEFAULT)
                    .build();

            for (int i = 0; i < all && !stopped.getAsBoolean(); i++) {
                batcher.save(rows.get(i % rows.size()));
            }
            batcher.flush();
            long saved = batcher.close(CLOSE).totals().saved();
            if (saved < all && !stopped.getAsBoolean()) {
                throw new SQLException(all - saved + " rows were not saved");
            }
        }
    }
}
