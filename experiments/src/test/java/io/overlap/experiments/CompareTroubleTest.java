package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A comparison whose server, client or folder fails it. */
@Timeout(60)
class CompareTroubleTest {
    private static final List<VariantName> TWO = List.of(VariantName.ASYNC, VariantName.VIRTUAL);

    private final RecordingListener heard = new RecordingListener();

    @Test
    void aServerKilledInMidRunIsCountedRequestByRequest() throws Exception {
        heard.onResults(trial -> kill(ServerMain.class));

        CompareRun run = new Compare(slow(TWO), heard, null).run();

        assertTrue(run.failed());
        assertFalse(run.stopped());
        long failed = 0;
        for (CompareRow row : run.rows()) {
            assertFalse(row.equalWork(), row.toString());
            assertEquals(row.requests(), row.trials().size() * (long) Small.N);
            assertTrue(
                    List.of("reset", "connect_refused", "timeout", "other")
                            .containsAll(row.failures().keySet()),
                    row.toString());
            failed += row.failed();
        }
        assertTrue(failed > 0);
        assertEquals(1, heard.gaveUp.size(), heard.gaveUp.toString());
    }

    @Test
    void aClientProcessThatIsKilledIsNamed() {
        heard.onResults(trial -> kill(WorkerMain.class));

        IOException gone = assertThrows(IOException.class, () -> new Compare(slow(TWO), heard, null).run());

        String variant = heard.started.getLast().replaceFirst("-.*", "");
        assertSays("client process of " + variant, gone);
        assertSays("exit code 137", gone);
        Await.until(
                "no server left", () -> Children.ofThisProcess(ServerMain.class).isEmpty());
    }

    @Test
    void stoppingAClientThatIsGoneThrowsNothing() throws Exception {
        try (SilentServer server = new SilentServer();
                WorkerClient client = new WorkerClient(config(server.url(), 10_000))) {
            kill(WorkerMain.class);
            Await.until(
                    "it is gone", () -> Children.ofThisProcess(WorkerMain.class).isEmpty());

            client.stop();
            client.cancel();
            assertThrows(IOException.class, () -> client.run("async-1", 1, results -> {}));
        }
    }

    @Test
    void aServerThatNeverAnswersIsATimeoutEach() throws Exception {
        try (SilentServer server = new SilentServer();
                LocalClient client = LocalClient.of(config(server.url(), 300), ProcessCpu.coarse())) {
            Outcome outcome = client.run("async-1", 20, results -> {});

            assertEquals(Map.of("timeout", 20L), outcome.failures());
            assertEquals(20, outcome.requests());
            assertEquals(20, outcome.failed());
            assertEquals(0, outcome.bytes());
            assertTrue(outcome.seconds() >= 0.6, "two rounds of 300 ms: " + outcome);
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidBeforeTheFirstTrial() throws Exception {
        String url = SilentServer.closedUrl();

        CannotRunException refused = assertThrows(
                CannotRunException.class, () -> new Compare(Small.against(url, 0, TWO), heard, null).run());

        assertSays(url, refused);
        assertEquals(List.of(), heard.started);
    }

    @Test
    void aCapBeyondTheDescriptorsIsRefusedWithTheLimitAndTheRemedy() {
        assumeTrue(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean);
        long limit =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        assumeTrue(limit < Integer.MAX_VALUE, "there is a limit");
        CompareOptions options = new CompareOptions(TWO, 1, Small.delay(0), (int) limit, 1, 0, false, null, null);

        CannotRunException refused =
                assertThrows(CannotRunException.class, () -> new Compare(options, heard, null).run());

        assertSays("the limit is " + limit, refused);
        assertSays("ulimit -n " + (2 * limit + 150), refused);
        assertEquals(List.of(), heard.started);
    }

    @Test
    void aChronologyThatCannotBeWrittenIsAStorageError(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("chronology-async.csv"));

        StorageException failed = assertThrows(
                StorageException.class,
                () -> new Compare(Small.bundled(0, List.of(VariantName.ASYNC)), heard, folder).run());

        assertSays("chronology-async.csv", failed);
        assertSays("--out", failed);
    }

    @Test
    void workThatTheServerCannotConfirmIsNotEqual() throws Exception {
        ServerProcess gone = new ServerProcess(1);
        gone.close();

        Trial trial = Compare.joined(gone, Small.outcome(1, 1, Map.of(), "h"), 1, null, VariantName.ASYNC);

        assertEquals(false, trial.eachOnce());
        assertNull(trial.maxInFlight());
        assertNull(trial.lateness());
    }

    /** Long enough to be told of its progress. */
    private static CompareOptions slow(List<VariantName> variants) {
        return new CompareOptions(variants, Small.N, Small.delay(100), Small.CAP, 2, 0, false, null, null);
    }

    private static ClientConfig config(String url, long deadlineMillis) {
        return new ClientConfig(VariantName.ASYNC, Small.CAP, url, "0ms", null, deadlineMillis);
    }

    private static void assertSays(String words, Exception thrown) {
        assertTrue(String.valueOf(thrown.getMessage()).contains(words), thrown.toString());
    }

    private static void kill(Class<?> main) {
        Children.ofThisProcess(main).forEach(ProcessHandle::destroyForcibly);
    }
}
