package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Experiments by name. */
@Timeout(120)
class ExperimentCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void listNamesEachWithItsQuestion() throws Exception {
        Cli cli = Cli.run(folder, "experiment", "list");
        cli.assertExit(0);
        List<String> names =
                cli.out().lines().map(line -> line.split(" ", 2)[0]).toList();
        assertEquals(List.of("compare", "lateness", "batcher"), names);
        assertTrue(cli.out().contains("How late is the delay server"), cli.out());
    }

    @Test
    void latenessPrintsATableAndLeavesItsFigures() throws Exception {
        Cli cli = Cli.run(folder, "experiment", "lateness", "--connections", "5", "--reps", "1", "--out", "run");
        cli.assertExit(0);
        assertTrue(cli.out().contains("heap each"), cli.out());
        assertEquals("run", cli.err().lines().toList().getLast());
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"experiment\": \"lateness\""));
    }

    @Test
    void batcherInterruptedTellsWhatWasMeasuredAndLeavesItsFigure() throws Exception {
        try (Cli cli = Cli.start(folder, "experiment", "batcher", "--quick", "--reps", "1000", "--out", "run")) {
            cli.awaitErr("trial ");
            cli.signal("TERM");
            cli.awaitEnd().assertExit(4);
            assertTrue(cli.err().contains("stopping"), cli.err());
            assertTrue(cli.out().contains("stopped before its end"), cli.out());
            assertEquals("run", cli.err().lines().toList().getLast());
            assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"experiment\": \"batcher\""));
            assertTrue(Files.readString(folder.resolve("run/report.md")).contains("Stopped before its end"));
        }
    }

    @Test
    void compareIsAnExperimentToo() throws Exception {
        Cli cli = Cli.run(
                folder, "experiment", "compare", "--variants", "netty", "--quick", "--json", "-", "--out", "none");
        cli.assertExit(0);
        assertTrue(cli.out().contains("\"name\": \"netty\""), cli.out());
    }
}
