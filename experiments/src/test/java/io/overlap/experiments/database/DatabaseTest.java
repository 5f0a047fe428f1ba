package io.overlap.experiments.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.StorageException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real databases without any set-up, and what is said where one cannot be had. */
@Timeout(120)
class DatabaseTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void embeddedPostgresIsDurableWantsAPasswordAndLeavesNothing() throws Exception {
        assumeTrue(DatabaseUrl.EMBEDDED instanceof DatabaseUrl.Embedded, "no Linux");
        PostgresServer server = PostgresServer.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        String url = "postgresql://postgres@localhost:" + server.port() + "/postgres";
        try (Database database = Database.open(DatabaseUrl.of(url), 2, Map.of(Database.PASSWORD, server.password()))) {
            assertEquals(Database.Kind.POSTGRESQL, database.kind());
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                assertEquals("on", database.settings().get(setting));
            }
            database.run("create table t(id bigint)", "insert into t values (1), (2)");
            assertEquals("2", database.ask("select count(*) from t"));
            assertFalse(database.display().contains("localhost"), database::display);
        }
        CannotRunException wrong = assertThrows(
                CannotRunException.class, () -> Database.open(DatabaseUrl.of(url), 1, Map.of("PGPASSWORD", "s3cret")));
        assertTrue(said(wrong).contains("cannot connect to " + url), wrong::toString);
        assertFalse(wrong.toString().contains("s3cret"), wrong::toString);
        Path files = server.folder();
        server.close();
        assertFalse(process.isAlive());
        assertFalse(Files.exists(files));
    }

    @Test
    void embeddedServerDoesNotOutliveAProcessThatIsKilled() throws Exception {
        assumeTrue(DatabaseUrl.EMBEDDED instanceof DatabaseUrl.Embedded, "no Linux");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Djava.io.tmpdir=" + folder,
                        ServerOwner.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String pid = child.inputReader().readLine();
            ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            child.destroyForcibly();
            server.onExit().get(30, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!leftOf(folder).isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertEquals("", leftOf(folder));
        } finally {
            child.destroyForcibly();
        }
    }

    private static String leftOf(Path folder) throws Exception {
        try (Stream<Path> left = Files.list(folder)) {
            return left.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("detect_linux")) // the library's, deleted at a usual exit
                    .reduce("", (all, name) -> all + " " + name);
        }
    }

    /** Starts a server, tells its process and waits for the end of the world. */
    static final class ServerOwner {
        private ServerOwner() {}

        public static void main(String[] args) throws Exception {
            System.out.println(PostgresServer.start().pid());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void sqliteFileStaysAndATemporaryOneGoes() throws Exception {
        Path file = folder.resolve("a b.db");
        try (Database database = Database.open(new DatabaseUrl.Sqlite(file), 1)) {
            database.run("create table t(id integer)", "insert into t values (1)");
            assertEquals("wal", database.settings().get("journal_mode"));
            assertEquals("full", database.settings().get("synchronous"));
            assertTrue(database.display().startsWith("SQLite 3."), database::display);
            assertFalse(database.settings().toString().contains(folder.toString()));
        }
        try (Database again = Database.open(DatabaseUrl.of("sqlite:" + file), 1)) {
            assertEquals("1", again.ask("select count(*) from t"));
        }
        String place;
        try (Database database = Database.open(DatabaseUrl.TEMPORARY_SQLITE, 1)) {
            place = database.ask("select file from pragma_database_list");
            assertTrue(Files.exists(Path.of(place)), place);
        }
        assertFalse(Files.exists(Path.of(place).getParent()), place);
    }

    @Test
    void whatCannotBeReachedIsSaidWithARemedy() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        CannotRunException refused = assertThrows(
                CannotRunException.class,
                () -> Database.open(DatabaseUrl.of("postgresql://ann@127.0.0.1:" + closed + "/shop"), 1));
        assertTrue(
                said(refused).startsWith("cannot connect to postgresql://ann@127.0.0.1:" + closed + "/shop: "),
                refused::toString);
        assertTrue(said(refused).contains("OVERLAP_DB_PASSWORD"), refused::toString);
        Path nowhere = folder.resolve("no/such/folder/x.db");
        CannotRunException missing =
                assertThrows(CannotRunException.class, () -> Database.open(new DatabaseUrl.Sqlite(nowhere), 1));
        assertTrue(said(missing).contains("--into sqlite:FILE"), missing::toString);
        assertEquals(1, said(missing).lines().count());
    }

    @Test
    void failureInMidRunIsAStorageErrorWithItsState() throws Exception {
        try (Database database = Database.open(DatabaseUrl.TEMPORARY_SQLITE, 1)) {
            SQLException e = assertThrows(SQLException.class, () -> database.run("insert into nowhere values (1)"));
            StorageException failed = database.failed("saving", e);
            assertTrue(said(failed).startsWith("SQLite failed while saving: "), failed::toString);
            assertTrue(said(failed).contains("nowhere"), failed::toString);
        }
    }

    private static String said(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
