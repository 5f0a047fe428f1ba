package io.overlap.batcher.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real PostgreSQL in a folder of its own, that can be killed and started again on the same port. */
final class Postgres implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private Postgres(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
        this.port = server.getPort();
    }

    static Postgres start(Path data) throws IOException {
        return new Postgres(data, start(data, 0));
    }

    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "40")
                .setServerConfig("deadlock_timeout", "100ms")
                .setServerConfig("restart_after_crash", "on");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    int port() {
        return port;
    }

    /** As kill -9 on the server; what it was doing is gone. */
    void kill() throws IOException, InterruptedException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        postmaster.children().forEach(ProcessHandle::destroyForcibly);
        postmaster.destroyForcibly();
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    void startAgain() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                Files.deleteIfExists(data.resolve("epg-lock"));
                server = start(data, port);
                return;
            } catch (IOException | IllegalStateException e) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("PostgreSQL did not start again", e);
                }
            }
        }
    }

    /** A pool that gives up early, as one for a batcher should. */
    HikariDataSource pool(int connections) {
        return pool(connections, port);
    }

    /** The same by way of another port. */
    static HikariDataSource pool(int connections, int through) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(through));
        config.setUsername("postgres");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("loginTimeout", "1");
        config.addDataSourceProperty("cancelSignalTimeout", "1");
        return new HikariDataSource(config);
    }

    private static String url(int through) {
        return "jdbc:postgresql://127.0.0.1:" + through + "/postgres";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(port), "postgres", "");
    }

    void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    String text(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
