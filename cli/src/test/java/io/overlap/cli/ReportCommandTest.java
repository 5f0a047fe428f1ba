package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code overlap report} prints and leaves, and how it ends. */
@Timeout(120)
class ReportCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aRunIsDrawnFromItsFiles() throws Exception {
        Cli.run(folder, "compare", "--quick", "--reps", "1", "--variants", "async", "--out", "run")
                .assertExit(0);

        Cli cli = Cli.run(folder, "report", "run");

        cli.assertExit(0);
        assertEquals(Path.of("run", "report.md") + "\n", cli.out());
        assertEquals("", cli.err());
        assertTrue(Files.exists(folder.resolve("run/variants.svg")));
        assertTrue(Files.exists(folder.resolve("run/chronology-async.svg")));
    }

    @Test
    void aBadFileIsNamedAndTheRestDrawn() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("run.json"), "{\"experiment\":");

        Cli cli = Cli.run(folder, "report", "run");

        cli.assertExit(3);
        assertEquals(Path.of("run", "report.md") + "\n", cli.out());
        assertEquals(1, cli.err().lines().count(), cli.err());
        assertTrue(cli.err().startsWith("overlap report: run.json: is no whole JSON"), cli.err());
    }

    @Test
    void aFolderWithoutARunIsExitCodeOne() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(run.resolve("run.json"), "[]");

        Cli cli = Cli.run(folder, "report", "empty");
        cli.assertExit(1);
        cli.assertOneLineSaying("overlap report: run.json: is missing");

        Cli both = Cli.run(folder, "report", "run", "empty");
        both.assertExit(1);
        assertEquals(Path.of("run", "report.md") + "\n", both.out());
        assertTrue(both.err().contains("overlap report: " + Path.of("empty", "run.json")), both.err());
    }

    @Test
    void aReportThatCannotBeWrittenIsExitCodeFive() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("run.json"), "[]");
        Files.createDirectory(run.resolve("report.md"));

        Cli cli = Cli.run(folder, "report", "run");

        cli.assertExit(5);
        assertTrue(cli.err().contains("report.md"), cli.err());
    }
}
