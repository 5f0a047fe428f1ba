package io.overlap.experiments.rows;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchListener;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BlockingWriter;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.jdbc.JdbcBatchWriter;
import io.overlap.experiments.database.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Saves so many rows once, by hand or by ours, against the clock; then counts what the table has. */
final class RowsTrial {
    private static final int PENDING_BATCHES = 3; // for each in flight: one is written, one waits, one fills
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private RowsTrial() {}

    /** Null if stopped before its end. */
    static RowsRow.@Nullable Trial run(
            Database database, RowsTables tables, RowsCase how, long rows, BooleanSupplier stopped)
            throws InterruptedException {
        try {
            tables.empty();
            database.limit(how.connections());
            long start = System.nanoTime();
            double meanBatch = how.batchRows();
            if (how.who() == RowsCase.Who.HAND_WRITTEN) {
                HandWritten.save(database.dataSource(), how, rows, stopped);
            } else {
                meanBatch = ours(database.dataSource(), how, rows, stopped);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (stopped.getAsBoolean()) {
                return null;
            }
            long counted = count(database, "count(*)");
            long distinct = count(database, "count(distinct id)");
            return new RowsRow.Trial(rows, seconds, counted, distinct, meanBatch);
        } catch (SQLException e) {
            throw database.failed("saving (" + how.id() + ")", e);
        }
    }

    private static long count(Database database, String what) throws SQLException {
        return Long.parseLong(database.ask("select " + what + " from " + RowsTables.ROWS));
    }

    /** Returns the mean batch. One thread saves row after row. */
    private static double ours(DataSource source, RowsCase how, long rows, BooleanSupplier stopped)
            throws SQLException, InterruptedException {
        Watched watched = new Watched(writer(source, how));
        try (ExecutorService threads = Executors.newFixedThreadPool(inFlight(how))) {
            AsyncBatcher<TableRow, Void> batcher = AsyncBatcher.blocking(watched, threads)
                    .policy(policy(how))
                    .retry(RetryPolicy.DEFAULT)
                    .listener(watched)
                    .build();
            for (long id = 0; id < rows && watched.trouble.get() == null && !stopped.getAsBoolean(); id++) {
                batcher.save(TableRow.of(id));
            }
            batcher.flush();
            long saved = batcher.close(CLOSE).totals().saved();
            if (saved < rows && !stopped.getAsBoolean()) {
                throw why(watched.trouble.get(), rows - saved);
            }
            return (double) saved / Math.max(1, watched.batches.sum());
        }
    }

    static BatchPolicy policy(RowsCase how) {
        int pending = PENDING_BATCHES * inFlight(how) * how.batchRows();
        return BatchPolicy.DEFAULT
                .withMaxPendingItems(Math.max(BatchPolicy.DEFAULT.maxPendingItems(), pending))
                .withMaxItems(how.batchRows())
                .withMaxInFlight(inFlight(how));
    }

    /**
     * One more than there are connections: it waits at the pool, so that none is idle while a batch is handed over. SQLite is called, not
     * waited for; there a second batch only takes cache and core from the first.
     */
    private static int inFlight(RowsCase how) {
        return how.connections() + (how.how() == RowsCase.How.TRANSACTION ? 0 : 1);
    }

    private static JdbcBatchWriter<TableRow> writer(DataSource source, RowsCase how) {
        JdbcBatchWriter.Builder<TableRow> builder = how.how() == RowsCase.How.COPY
                ? JdbcBatchWriter.copy(source, RowsTables.ROWS, "id", "name")
                : JdbcBatchWriter.insert(source, RowsTables.ROWS, "id", "name");
        return builder.bind((columns, row) -> columns.add(row.id()).add(row.name()))
                .build();
    }

    private static SQLException why(@Nullable Throwable trouble, long rows) {
        return trouble instanceof SQLException e ? e : new SQLException(rows + " rows were not saved", trouble);
    }

    /** A writer whose first failure ends the trial: here none is expected. */
    private static final class Watched implements BlockingWriter<TableRow, Void>, BatchListener<TableRow> {
        final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();
        final LongAdder batches = new LongAdder();
        private final JdbcBatchWriter<TableRow> writer;

        Watched(JdbcBatchWriter<TableRow> writer) {
            this.writer = writer;
        }

        @Override
        public BatchResult<Void> write(Batch<TableRow> batch) throws SQLException {
            batches.increment();
            try {
                return writer.write(batch);
            } catch (SQLException e) {
                trouble.compareAndSet(null, e);
                throw e;
            }
        }

        @Override
        public void outageStarted(Throwable cause) {
            trouble.compareAndSet(null, cause);
        }
    }
}
