package io.overlap.experiments.database;

import io.overlap.experiments.CannotRunException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own, from the binaries on the class path, in a temporary folder: durable as one is by default, on the
 * loopback interface, with a password that nobody else knows, since its superuser can run programs.
 *
 * <p>It does not outlive this process, even if that is killed: a shell holds the other end of a pipe, and when the pipe closes,
 * the server is ended at once and the folder removed. {@link #close} closes the pipe too, so that there is one way to end.
 */
final class PostgresServer implements AutoCloseable {
    static final String USER = "postgres";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(30);
    private static final int SECRET_BYTES = 16;
    private static final int UTIME = 11; // counted after the name
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, fixed in the kernel's interface
    private static final int MOST_LOG = 400; // characters in a message

    // A terminal's INT goes to the whole group, but this shell has work to do then. A fast end would first write all
    // that is in
    // memory; what is removed needs none of it.
    private static final String LEASH = """
            trap '' INT TERM HUP
            read -r nothing
            if read -r pid <"$1/data/postmaster.pid"; then
              kill -QUIT "$pid"
              tries=0
              while kill -0 "$pid" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
              kill -KILL "$pid"
            fi
            rm -rf "$1"
            """;

    // The library makes a folder for all of its servers, which none of ours uses: not one that others share.
    private static final Path UNUSED = Path.of(
            System.getProperty("java.io.tmpdir"),
            "overlap-postgres-of-" + ProcessHandle.current().pid());

    static {
        System.setProperty("ot.epg.working-dir", UNUSED.toString());
    }

    private final Path folder;
    private final Process leash;
    private final String password;
    private int port;

    private PostgresServer(Path folder) throws IOException {
        this.folder = folder;
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        password = HexFormat.of().formatHex(secret);
        leash = new ProcessBuilder("sh", "-c", LEASH, "overlap-postgres", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static PostgresServer start() throws CannotRunException {
        PostgresServer server = null;
        Path folder = null;
        try {
            folder = Files.createTempDirectory("overlap-postgres-");
            server = new PostgresServer(folder);
            server.port = server.launch();
            return server;
        } catch (IOException | IllegalStateException | ExceptionInInitializerError e) {
            String why = reason(e) + log(folder);
            if (server != null) {
                server.close();
            }
            throw new CannotRunException("cannot start an embedded PostgreSQL: " + why
                    + "; give one with --into postgresql://USER@HOST:PORT/DATABASE, or --into sqlite:FILE");
        }
    }

    private int launch() throws IOException {
        Path secret = folder.resolve("secret"); // the folder is for this user alone
        Files.writeString(secret, password);
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile());
        // Options of initdb go the way of its locale. Ours come after those that they overrule: trust, and no
        // durability.
        EmbeddedPostgres started = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", secret.toString())
                .setConnectConfig("password", password)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setPGStartupWait(START)
                .start();
        Files.delete(secret);
        Files.deleteIfExists(UNUSED);
        return started.getPort();
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** The end of what the server said. */
    private static String log(@Nullable Path folder) {
        try {
            String said = folder == null
                    ? ""
                    : Files.readString(folder.resolve("log")).strip();
            String end = said.substring(Math.max(0, said.length() - MOST_LOG));
            return end.isEmpty() ? "" : " (" + end.replaceAll("\\s*\\R\\s*", ", ") + ")";
        } catch (IOException none) {
            return "";
        }
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    /** The kind of file system that its files lie on. */
    String files() {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that all others of the server come from. */
    long pid() throws IOException {
        String first = Files.readString(folder.resolve("data/postmaster.pid"), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
        return Long.parseLong(first);
    }

    /** CPU time that the server has used so far, in all its processes; 0 where the system does not tell. */
    double cpuSeconds() {
        try {
            // Of proc(5): utime, stime, and those of the children that have ended, which are connections that are
            // closed.
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = UTIME; i < UTIME + 4; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            double living = ProcessHandle.of(pid()).stream()
                    .flatMap(ProcessHandle::children)
                    .flatMap(child -> child.info().totalCpuDuration().stream())
                    .mapToDouble(cpu -> cpu.toNanos() / 1e9)
                    .sum();
            return ticks / TICKS_PER_SECOND + living;
        } catch (IOException unknown) {
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            leash.getOutputStream().close();
            if (!leash.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("PostgreSQL has not ended within " + END.toSeconds() + " s: " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the shell goes on without us
        }
    }
}
