package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** INT once drains, twice ends now; what was measured is told. */
@Timeout(120)
class InterruptTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void interruptedOnceItTellsWhatWasMeasured() throws Exception {
        // A trial takes 0.1 s; all would take more than three minutes.
        try (Cli cli = Cli.start(
                folder, compare("--variants", "async,virtual", "-n", "10", "--delay", "100ms", "--reps", "1000"))) {
            Path chronology = folder.resolve("out").resolve("chronology-async.csv");
            await("a trial of async", () -> Files.exists(chronology));
            await("children", () -> cli.children().size() == 3);
            List<ProcessHandle> children = cli.children();

            cli.signal("INT");
            cli.awaitEnd().assertExit(4);

            assertTrue(cli.err().contains("stopping"), cli.err());
            assertFalse(cli.err().contains("\tat "), cli.err());
            assertTrue(cli.out().contains("stopped before its end"), cli.out());
            JsonObject run = json();
            assertTrue(run.getAsJsonObject("parameters").get("stopped").getAsBoolean());
            assertTrue(run.getAsJsonArray("rows").size() >= 1);
            run.getAsJsonArray("rows").forEach(row -> assertWhole(row.getAsJsonObject()));
            await("no child left", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void interruptedTwiceItDoesNotWaitForAnswers() throws Exception {
        // The answers are due in ten minutes.
        try (Cli cli = Cli.start(
                folder, compare("--variants", "async,threads", "-n", "100", "--delay", "10m", "--reps", "1"))) {
            await("children", () -> cli.children().size() == 3);
            List<ProcessHandle> children = cli.children();
            cli.awaitErr("trial 1 of 2");

            cli.signal("INT");
            cli.awaitErr("stopping:");
            cli.signal("INT");
            cli.awaitEnd().assertExit(4);

            assertTrue(cli.err().contains("stopping now"), cli.err());
            assertTrue(cli.out().contains("nothing to show"), cli.out());
            assertEquals(0, json().getAsJsonArray("rows").size());
            await("no child left", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void terminatedWhileTheOnlyVariantRunsInThisProcessItDrains() throws Exception {
        try (Cli cli =
                Cli.start(folder, compare("--variants", "async", "-n", "10", "--delay", "100ms", "--reps", "1000"))) {
            await("a trial", () -> Files.exists(folder.resolve("out").resolve("chronology-async.csv")));

            cli.signal("TERM");
            cli.awaitEnd().assertExit(4);

            assertWhole(json().getAsJsonArray("rows").get(0).getAsJsonObject());
        }
    }

    private static String[] compare(String... words) {
        return Stream.concat(Stream.of("compare", "--warmup", "0", "--cap", "10", "--out", "out"), Stream.of(words))
                .toArray(String[]::new);
    }

    private JsonObject json() throws Exception {
        return JsonParser.parseString(Files.readString(folder.resolve("out").resolve("run.json")))
                .getAsJsonObject();
    }

    private static void assertWhole(JsonObject row) {
        assertTrue(row.get("equal_work").getAsBoolean(), row.toString());
        assertEquals(
                10L * row.getAsJsonArray("trials").size(), row.get("requests").getAsLong());
    }

    private static void await(String fact, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 30 s: " + fact);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
