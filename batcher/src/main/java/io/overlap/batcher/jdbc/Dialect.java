package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How one database begins and ends a transaction, and what it takes in one statement. */
abstract class Dialect {
    /** Most parameters of a statement. */
    final int maxParameters;

    /** Whether a statement with many rows is faster than many statements in one call. */
    final boolean manyRows;

    private Dialect(int maxParameters, boolean manyRows) {
        this.maxParameters = maxParameters;
        this.manyRows = manyRows;
    }

    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        if (product.contains("sqlite")) {
            return new Sqlite(connection);
        }
        return new Standard(product.contains("postgresql"));
    }

    /** Waits until this batch may have a connection. */
    void enter(Duration remaining) throws SQLException {}

    /** Lets the next batch have one. */
    void leave() {}

    abstract void begin(Connection connection, Duration remaining) throws SQLException;

    abstract void commit(Connection connection) throws SQLException;

    abstract void rollback(Connection connection) throws SQLException;

    /** JDBC's own transactions. */
    private static final class Standard extends Dialect {
        /** The wire protocol's 16 bits; where nothing is known, rows go one by one. */
        Standard(boolean postgres) {
            super(65_535, postgres);
        }

        @Override
        void begin(Connection connection, Duration remaining) throws SQLException {
            connection.setAutoCommit(false);
        }

        @Override
        void commit(Connection connection) throws SQLException {
            connection.commit();
        }

        @Override
        void rollback(Connection connection) throws SQLException {
            connection.rollback();
        }
    }

    /**
     * SQLite: one writer at a time, in turn, because its own waiting is polling; {@code BEGIN IMMEDIATE}, because a transaction that
     * becomes a writer late can only fail; a write-ahead log, so that readers go on.
     */
    private static final class Sqlite extends Dialect {
        private final Semaphore turn = new Semaphore(1, true);

        Sqlite(Connection connection) throws SQLException {
            super(32_766, false);
            connection.setAutoCommit(true);
            run(connection, "pragma journal_mode = wal");
        }

        @Override
        void enter(Duration remaining) throws SQLException {
            try {
                if (!turn.tryAcquire(remaining.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new SQLTimeoutException("another batch is being written", "57014");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLTimeoutException("cancelled while another batch is being written", "57014", e);
            }
        }

        @Override
        void leave() {
            turn.release();
        }

        @Override
        void begin(Connection connection, Duration remaining) throws SQLException {
            connection.setAutoCommit(true); // the transaction is ours, not the driver's
            run(connection, "pragma busy_timeout = " + Math.max(1, remaining.toMillis()));
            run(connection, "begin immediate");
        }

        @Override
        void commit(Connection connection) throws SQLException {
            run(connection, "commit");
        }

        @Override
        void rollback(Connection connection) throws SQLException {
            run(connection, "rollback");
        }

        private static void run(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
