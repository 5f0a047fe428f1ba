package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertEquals(
                List.of("compare", "lateness", "delays", "capacity", "batcher", "primes", "workload", "rows"), names);
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
    void delaysHoldAndLeaveTheirFigure() throws Exception {
        Cli cli = Cli.run(folder, "experiment", "delays", "--quick", "--strict", "--seed", "7", "--out", "run");
        cli.assertExit(0);
        assertTrue(cli.out().contains("Delays of seed 7 beside their formulas, 10,000 draws of each"), cli.out());
        assertEquals(
                13,
                cli.out().lines().filter(line -> line.startsWith("holds   ")).count(),
                cli.out());
        assertEquals("run", cli.err().lines().toList().getLast());
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"experiment\": \"delays\""));
        assertTrue(Files.readString(folder.resolve("run/delays.svg")).contains("All 36 quantiles"));
        Cli.run(folder, "report", "run").assertExit(0);
    }

    @Test
    void capacityOnATerminalShowsABarPrintsTheoryBesideAndLeavesItsFigure() throws Exception {
        try (Cli cli = Cli.startWithFlags(
                folder,
                List.of("-Doverlap.terminal=true"),
                "experiment",
                "capacity",
                "--quick",
                "--servers",
                "2",
                "--out",
                "run")) {
            cli.awaitEnd().assertExit(0);
            assertTrue(cli.out().contains("M/M/k"), cli.out());
            assertTrue(cli.err().contains("\r[========"), cli.err());
            assertTrue(cli.err().contains("trial 3 of 3  open-2"), cli.err());
            assertFalse(cli.err().contains("warm-up"), cli.err());
        }
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"experiment\": \"capacity\""));
        assertTrue(Files.readString(folder.resolve("run/capacity.svg")).contains("2 servers, 8 clients"));
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
    void rowsIntoAFileLeaveTheirFigureAndNoTables() throws Exception {
        Cli cli = Cli.run(
                folder, "experiment", "rows", "--quick", "--into", "sqlite:rows.db", "--reps", "1", "--out", "run");
        cli.assertExit(0);
        assertTrue(cli.out().contains("transaction  10,000"), cli.out());
        assertFalse(cli.out().contains("holds"), "one short trial claims no speed: " + cli.out());
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"experiment\": \"rows\""));
        assertTrue(Files.readString(folder.resolve("run/rows.svg")).contains("transaction of 10,000"));
        Cli.run(folder, "report", "run").assertExit(0);
    }

    @Test
    void databaseThatCannotBeHadIsSaidInALineAndNoPasswordIsShown() throws Exception {
        Cli bad = Cli.run(folder, "experiment", "rows", "--into", "postgresql://ann:s3cret@localhost/test");
        bad.assertExit(2);
        bad.assertOneLineSaying("postgresql://ann:***@localhost/test");
        Cli away =
                Cli.run(folder, "experiment", "rows", "--out", "none", "--into", "postgresql://ann@127.0.0.1:1/test");
        away.assertExit(1);
        away.assertOneLineSaying("cannot connect to postgresql://ann@127.0.0.1:1/test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"primes", "workload"})
    void savingInterruptedTellsWhatWasMeasuredAndLeavesItsReport(String name) throws Exception {
        List<String> words = new ArrayList<>(List.of("experiment", name, "--quick", "--reps", "1000", "--out", "run"));
        if (name.equals("primes")) {
            words.addAll(List.of("--into", "sqlite:primes.db"));
        }
        try (Cli cli = Cli.start(folder, words.toArray(String[]::new))) {
            cli.awaitErr("trial ");
            cli.signal("INT");
            cli.awaitEnd().assertExit(4);
            assertTrue(cli.err().contains("stopping"), cli.err());
            assertFalse(cli.err().contains("\tat "), cli.err());
            assertTrue(cli.out().contains("stopped before its end"), cli.out());
            assertEquals("run", cli.err().lines().toList().getLast());
            assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"experiment\": \"" + name + "\""));
            assertTrue(Files.readString(folder.resolve("run/report.md")).contains("Stopped before its end"));
        }
        Cli.run(folder, "report", "run").assertExit(0);
    }

    @Test
    void compareIsAnExperimentToo() throws Exception {
        Cli cli = Cli.run(
                folder, "experiment", "compare", "--variants", "netty", "--quick", "--json", "-", "--out", "none");
        cli.assertExit(0);
        assertTrue(cli.out().contains("\"name\": \"netty\""), cli.out());
    }
}
