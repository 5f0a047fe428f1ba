package io.overlap.experiments.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where rows go, as {@code --into} says. Holds no password: that comes from the environment alone. */
public sealed interface DatabaseUrl {
    /** A PostgreSQL of our own on Linux, a SQLite file elsewhere. */
    DatabaseUrl EMBEDDED = System.getProperty("os.name").equals("Linux") ? new Embedded() : new Sqlite(null);

    /** A SQLite file that is gone afterwards. */
    DatabaseUrl TEMPORARY_SQLITE = new Sqlite(null);

    String FORMS = "postgresql://USER@HOST:PORT/DATABASE, sqlite:FILE or embedded";

    /** A server that is started for this process and gone after it. */
    record Embedded() implements DatabaseUrl {}

    /** A file; null for one that is gone afterwards. */
    record Sqlite(@Nullable Path file) implements DatabaseUrl {}

    /**
     * A server that somebody else runs.
     *
     * @param options of the driver, such as {@code sslmode}
     */
    record Postgres(String host, int port, String database, String user, Map<String, String> options)
            implements DatabaseUrl {
        private static final int PORT = 5432;
        private static final List<String> OPTIONS =
                List.of("sslmode", "sslrootcert", "sslcert", "sslkey", "currentSchema");

        private static Postgres of(String text) {
            URI uri = parse(text);
            String user = uri.getUserInfo();
            String host = uri.getHost();
            String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
            if (user == null || user.isEmpty() || host == null || database.isEmpty() || uri.getFragment() != null) {
                throw new IllegalArgumentException("no URL of a database: " + redact(text) + "; write " + FORMS);
            }
            return new Postgres(
                    host, uri.getPort() < 0 ? PORT : uri.getPort(), database, user, options(uri.getQuery()));
        }

        private static URI parse(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("no URL: " + redact(text) + "; write " + FORMS);
            }
        }

        private static Map<String, String> options(@Nullable String query) {
            Map<String, String> options = new TreeMap<>();
            for (String option : query == null ? new String[0] : query.split("&", -1)) {
                String key = option.replaceFirst("=.*", "");
                if (!OPTIONS.contains(key) || !option.contains("=")) {
                    throw new IllegalArgumentException("unknown option of a database's URL: " + key + "; known are "
                            + String.join("=, ", OPTIONS) + "=");
                }
                options.put(key, option.substring(key.length() + 1));
            }
            return options;
        }

        @Override
        public String toString() {
            return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
        }
    }

    /**
     * What the words of {@code --into} mean.
     *
     * @throws IllegalArgumentException for what is none, or holds a password; its message shows none
     */
    static DatabaseUrl of(String text) {
        if (text.equals("embedded")) {
            return EMBEDDED;
        }
        if (text.startsWith("sqlite:")) {
            return sqlite(text.substring("sqlite:".length()));
        }
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            if (!redact(text).equals(text)) {
                throw new IllegalArgumentException("password on the command line: " + redact(text)
                        + "; give it in the environment, in " + Database.PASSWORD);
            }
            return Postgres.of(text);
        }
        throw new IllegalArgumentException("no database: " + redact(text) + "; write " + FORMS);
    }

    private static DatabaseUrl sqlite(String file) {
        if (file.isEmpty() || file.equals(":memory:") || file.startsWith("//")) {
            throw new IllegalArgumentException("no file: sqlite:" + file + "; write sqlite:FILE");
        }
        try {
            return new Sqlite(Path.of(file));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no file: sqlite:" + file + ": " + e.getReason());
        }
    }

    /** The text without any password it may hold, also where it is no URL at all, or where the user's name has an @ in it. */
    static String redact(String text) {
        return text.replaceAll("(?i)(pass[a-z_]*=)[^&\\s]*", "$1***")
                .replaceAll("(//[^:/@?#\\s]*):(?:[^\\s]*)@", "$1:***@")
                .replaceAll("(//[^:/?#\\s]*@[^:/?#\\s]*):(?!\\d*(?:[/?#]|$))[^\\s]*@", "$1:***@");
    }
}
