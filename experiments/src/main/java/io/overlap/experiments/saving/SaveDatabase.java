package io.overlap.experiments.saving;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.jdbc.JdbcBatchWriter;
import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.database.Database;
import io.overlap.experiments.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A database as what is saved to, an item a row, in a table of our own that is dropped at the end. */
final class SaveDatabase implements AutoCloseable {
    private static final String TABLE = "overlap_primes";
    private static final int IN_FLIGHT = 4;
    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final Database database;

    private SaveDatabase(Database database) {
        this.database = database;
    }

    static SaveDatabase open(DatabaseUrl url) throws CannotRunException {
        Database database = Database.open(url, IN_FLIGHT);
        try {
            database.run("create table " + TABLE + " (item text primary key)");
            return new SaveDatabase(database);
        } catch (SQLException e) {
            CannotRunException why = database.cannot(
                    "make the table " + TABLE,
                    e,
                    "if it is there of an earlier run that was killed, drop it; if it is yours, choose another database");
            database.close();
            throw why;
        }
    }

    String name() {
        return database.kind().toString();
    }

    Map<String, String> settings() {
        return database.settings();
    }

    double cpuSeconds() {
        return database.cpuSeconds();
    }

    void empty() {
        try {
            database.run("delete from " + TABLE);
        } catch (SQLException e) {
            throw database.failed("emptying the table " + TABLE, e);
        }
    }

    Saver saver(Variant variant) {
        return switch (variant) {
            case SERIAL -> new RowByRow();
            case OURS -> new Ours();
            default -> throw new IllegalArgumentException("not with a database: " + variant);
        };
    }

    /** A transaction for each row, on a connection that stays open. */
    private final class RowByRow implements Saver {
        private final Connection connection;
        private final PreparedStatement insert;

        RowByRow() {
            try {
                connection = database.dataSource().getConnection();
                insert = connection.prepareStatement("insert into " + TABLE + " (item) values (?)");
            } catch (SQLException e) {
                throw database.failed("saving primes one by one", e);
            }
        }

        @Override
        public void save(String item) {
            try {
                insert.setString(1, item);
                insert.executeUpdate();
            } catch (SQLException e) {
                throw database.failed("saving primes one by one", e);
            }
        }

        @Override
        public void finish() {
            try (connection) {
                insert.close();
            } catch (SQLException e) {
                throw database.failed("saving primes one by one", e);
            }
        }
    }

    private final class Ours implements Saver {
        private final ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
        private final AsyncBatcher<String, Void> batcher = AsyncBatcher.blocking(
                        JdbcBatchWriter.<String>insert(database.dataSource(), TABLE, "item")
                                .bind((columns, item) -> columns.add(item))
                                .build(),
                        threads)
                .policy(BatchPolicy.DEFAULT.withMaxInFlight(IN_FLIGHT))
                .build();

        @Override
        public void save(String item) throws InterruptedException {
            batcher.save(item);
        }

        @Override
        public void finish() {
            batcher.flush().join();
            batcher.close(CLOSE);
            threads.shutdown();
        }
    }

    Proof proof() {
        try {
            long count = Long.parseLong(database.ask("select count(*) from " + TABLE));
            long distinct = Long.parseLong(database.ask("select count(distinct item) from " + TABLE));
            return new Proof(count, distinct, null, null);
        } catch (SQLException e) {
            throw database.failed("counting the primes", e);
        }
    }

    @Override
    public void close() {
        try (database) {
            database.run("drop table " + TABLE);
        } catch (SQLException e) {
            throw database.failed("dropping the table " + TABLE, e);
        }
    }
}
