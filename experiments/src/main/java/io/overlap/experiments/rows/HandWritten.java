package io.overlap.experiments.rows;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * What somebody writes who only has to save many rows and knows the driver: a loop for each connection, which takes the next rows and
 * saves them in a transaction, until there are none. No outcome for each row, no retry.
 */
final class HandWritten {
    private static final int COPY_CHARS_A_ROW = 24;

    private final DataSource source;
    private final RowsCase how;
    private final long rows;
    private final BooleanSupplier stopped;
    private final AtomicLong next = new AtomicLong();

    private HandWritten(DataSource source, RowsCase how, long rows, BooleanSupplier stopped) {
        this.source = source;
        this.how = how;
        this.rows = rows;
        this.stopped = stopped;
    }

    @FunctionalInterface
    private interface BatchSaver {
        void save(long first, long end) throws SQLException;
    }

    /** Saves rows 0 to {@code rows}, or those before a stop. */
    static void save(DataSource source, RowsCase how, long rows, BooleanSupplier stopped)
            throws SQLException, InterruptedException {
        HandWritten all = new HandWritten(source, how, rows, stopped);
        inParallel(how.connections(), all::loop);
    }

    /** Runs the same in so many threads; what the first fails with is thrown once all have ended. */
    static void inParallel(int threads, Callable<Void> loop) throws SQLException, InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Void>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(pool.submit(loop));
            }
            for (Future<Void> each : loops) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failed) {
                throw failed;
            }
            throw new IllegalStateException("a hand-written loop", e.getCause());
        }
    }

    private Void loop() throws SQLException {
        try (Connection connection = source.getConnection()) {
            switch (how.how()) {
                case SINGLE -> singles(connection);
                case MULTIROW, TRANSACTION -> transactions(connection);
                case COPY -> copies(connection);
            }
        }
        return null;
    }

    private void each(BatchSaver saver) throws SQLException {
        int size = how.batchRows();
        for (long first = next.getAndAdd(size); first < rows && !stopped.getAsBoolean(); first = next.getAndAdd(size)) {
            saver.save(first, Math.min(rows, first + size));
        }
    }

    /** Each its own transaction, as the driver does it by default. */
    private void singles(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(RowsTables.INSERT)) {
            each((first, end) -> {
                bind(insert, TableRow.of(first));
                insert.executeUpdate();
            });
        }
    }

    private void transactions(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(RowsTables.INSERT)) {
            each((first, end) -> {
                for (long id = first; id < end; id++) {
                    bind(insert, TableRow.of(id));
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
            });
        }
    }

    private static void bind(PreparedStatement insert, TableRow row) throws SQLException {
        insert.setLong(1, row.id());
        insert.setString(2, row.name());
    }

    /** A COPY is a transaction by itself. Names have nothing in them that its format would mistake. */
    private void copies(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        StringBuilder text = new StringBuilder(how.batchRows() * COPY_CHARS_A_ROW);
        each((first, end) -> {
            text.setLength(0);
            for (long id = first; id < end; id++) {
                TableRow row = TableRow.of(id);
                text.append(row.id()).append('\t').append(row.name()).append('\n');
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            CopyIn copy = postgres.getCopyAPI().copyIn(RowsTables.COPY);
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
        });
    }
}
