package io.overlap.experiments.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A database with a pool of connections. Thread-safe. What it tells of itself holds no place, user or password. */
public final class Database implements AutoCloseable {
    /** Where a password is looked for first; then in PostgreSQL's own {@code PGPASSWORD}. */
    public static final String PASSWORD = "OVERLAP_DB_PASSWORD";

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int BUSY_MILLIS = 30_000;
    private static final List<String> POSTGRES_SETTINGS =
            List.of("fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers", "max_wal_size");

    /** The SQL that it speaks. */
    public enum Kind {
        POSTGRESQL("PostgreSQL"),
        SQLITE("SQLite");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** What has to be ended after the pool; without it a file or server that is not ours. */
    private record Ours(@Nullable String files, AutoCloseable end) {}

    private final Kind kind;
    private final HikariDataSource pool;
    private final Ours ours;
    private final UnaryOperator<String> redaction;
    private final Map<String, String> settings;

    private Database(Kind kind, HikariDataSource pool, Ours ours, UnaryOperator<String> redaction) throws SQLException {
        this.kind = kind;
        this.pool = pool;
        this.ours = ours;
        this.redaction = redaction;
        settings = kind == Kind.POSTGRESQL ? postgresSettings() : sqliteSettings();
    }

    /** Opens it, and starts it where it is embedded: that takes a second or two. */
    public static Database open(DatabaseUrl url, int connections) throws CannotRunException {
        return open(url, connections, System.getenv());
    }

    static Database open(DatabaseUrl url, int connections, Map<String, String> environment) throws CannotRunException {
        return switch (url) {
            case DatabaseUrl.Embedded embedded -> embedded(connections);
            case DatabaseUrl.Sqlite sqlite -> sqlite(sqlite.file(), connections);
            case DatabaseUrl.Postgres postgres -> postgres(postgres, connections, environment);
        };
    }

    private static Database embedded(int connections) throws CannotRunException {
        PostgresServer server = PostgresServer.start();
        PGSimpleDataSource source = source("localhost", server.port(), "postgres", PostgresServer.USER);
        source.setPassword(server.password());
        Ours ours = new Ours(server.files(), server);
        return open(Kind.POSTGRESQL, "an embedded PostgreSQL", source, connections, ours, UnaryOperator.identity());
    }

    private static Database postgres(DatabaseUrl.Postgres url, int connections, Map<String, String> environment)
            throws CannotRunException {
        PGSimpleDataSource source = source(url.host(), url.port(), url.database(), url.user());
        String password = environment.getOrDefault(PASSWORD, environment.getOrDefault("PGPASSWORD", ""));
        if (!password.isEmpty()) {
            source.setPassword(password);
        }
        try {
            for (Map.Entry<String, String> option : url.options().entrySet()) {
                source.setProperty(option.getKey(), option.getValue());
            }
        } catch (SQLException e) {
            throw new CannotRunException(
                    "cannot use the options of " + url + ": " + e.getMessage() + "; correct --into");
        }
        return open(Kind.POSTGRESQL, url.toString(), source, connections, new Ours(null, () -> {}), said -> {
            String hidden = DatabaseUrl.redact(said);
            return password.isEmpty() ? hidden : hidden.replace(password, "***");
        });
    }

    private static PGSimpleDataSource source(String host, int port, String database, String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setApplicationName("overlap");
        source.setReWriteBatchedInserts(true);
        source.setConnectTimeout((int) CONNECT.toSeconds());
        source.setTcpKeepAlive(true);
        return source;
    }

    private static Database sqlite(@Nullable Path file, int connections) throws CannotRunException {
        try {
            Path folder = file == null ? Files.createTempDirectory("overlap-sqlite-") : null;
            Path there = folder == null ? Objects.requireNonNull(file) : folder.resolve("overlap.db");
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            config.setBusyTimeout(BUSY_MILLIS);
            SQLiteDataSource source = new SQLiteDataSource(config);
            source.setUrl("jdbc:sqlite:" + there);
            Path place = there.toAbsolutePath().getParent();
            String files = place == null ? null : Files.getFileStore(place).type();
            Ours ours = new Ours(files, () -> {
                if (folder != null) {
                    delete(folder);
                }
            });
            return open(Kind.SQLITE, "sqlite:" + there, source, connections, ours, UnaryOperator.identity());
        } catch (IOException e) {
            throw new CannotRunException("no place for a SQLite file: " + e + "; choose one with --into sqlite:FILE");
        }
    }

    private static Database open(
            Kind kind, String name, DataSource source, int connections, Ours ours, UnaryOperator<String> redaction)
            throws CannotRunException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("overlap");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(connections);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setMaxLifetime(0);
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(config);
            return new Database(kind, pool, ours, redaction);
        } catch (PoolInitializationException | SQLException e) {
            if (pool != null) {
                pool.close();
            }
            end(ours);
            String why = redaction.apply(reason(e));
            String remedy = kind == Kind.SQLITE
                    ? "choose a file that may be written with --into sqlite:FILE"
                    : "is it running, and is the password in " + PASSWORD + "?";
            throw new CannotRunException("cannot connect to " + name + ": " + why + "; " + remedy);
        }
    }

    /** What the driver said, in a line. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof SQLException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage()).strip();
        return said.replaceAll("\\s*\\R\\s*", ", ");
    }

    public Kind kind() {
        return kind;
    }

    /** The pool. PostgreSQL's driver rewrites batches of inserts; a transaction of SQLite begins as {@code IMMEDIATE}. */
    public DataSource dataSource() {
        return pool;
    }

    /** Its product and version, for tables and reports. */
    public String display() {
        return kind + " " + settings.get("version");
    }

    /** What it says of its version and durability, and what its files lie on where they are ours. */
    public Map<String, String> settings() {
        return settings;
    }

    private Map<String, String> postgresSettings() throws SQLException {
        Map<String, String> read = new LinkedHashMap<>();
        read.put("version", ask("show server_version").replaceFirst(" .*", ""));
        read.put("server", ours.files == null ? "given" : "embedded");
        for (String setting : POSTGRES_SETTINGS) {
            read.put(setting, ask("show " + setting));
        }
        return withFiles(read);
    }

    private Map<String, String> sqliteSettings() throws SQLException {
        Map<String, String> read = new LinkedHashMap<>();
        read.put("version", ask("select sqlite_version()"));
        read.put("journal_mode", ask("pragma journal_mode"));
        read.put("synchronous", ask("pragma synchronous").equals("2") ? "full" : "not full");
        return withFiles(read);
    }

    private Map<String, String> withFiles(Map<String, String> read) {
        if (ours.files != null) {
            read.put("files_on", ours.files);
        }
        return Collections.unmodifiableMap(read);
    }

    /** The first field of the first row. */
    public String ask(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            if (!answer.next()) {
                throw new SQLException("no answer to " + sql);
            }
            return String.valueOf(answer.getString(1));
        }
    }

    /** Runs statements that answer nothing, each for itself. */
    public void run(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** A failure in the middle of a run, as what ends the process. */
    public StorageException failed(String doing, SQLException e) {
        String state = e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
        return new StorageException(
                kind + " failed while " + doing + ": " + redaction.apply(reason(e)) + state
                        + "; mend it, or choose another with --into",
                e);
    }

    /** What could not even begin: what was to be done, why not, and what helps. */
    public CannotRunException cannot(String doing, SQLException e, String remedy) {
        return new CannotRunException(
                "cannot " + doing + " in " + kind + ": " + redaction.apply(reason(e)) + "; " + remedy);
    }

    /** CPU time that a server of ours has used so far; 0 for any other. */
    public double cpuSeconds() {
        return ours.end instanceof PostgresServer server ? server.cpuSeconds() : 0;
    }

    /** From now on there are so many connections, open and unused; none may be in use. */
    public void limit(int connections) throws SQLException {
        if (pool.getMaximumPoolSize() != connections) {
            pool.setMinimumIdle(Math.min(connections, pool.getMaximumPoolSize()));
            pool.setMaximumPoolSize(connections);
            pool.setMinimumIdle(connections);
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                all.add(pool.getConnection());
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    /** Replaces the connections that nobody uses by new ones. */
    public void reconnect() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    private static void end(Ours ours) {
        try {
            ours.end.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot clean up after a database", e);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
        end(ours);
    }
}
