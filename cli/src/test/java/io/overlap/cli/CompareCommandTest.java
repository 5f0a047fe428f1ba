package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.testserver.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code overlap compare} prints and leaves. */
@Timeout(120)
class CompareCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aRunLeavesItsFilesAndNamesTheirFolderLast() throws Exception {
        Cli cli =
                Cli.run(folder, "compare", "--quick", "--variants", "async", "--out", "runs/one", "--json", "run.json");

        cli.assertExit(0);
        assertEquals(
                Path.of("runs", "one").toString(), cli.err().lines().toList().getLast());
        assertTrue(cli.out().contains("200 URLs, 20 ms each, at most 20 at once"), cli.out());
        assertTrue(cli.out().lines().anyMatch(line -> line.startsWith("async ")), cli.out());
        assertEquals(
                List.of("chronology-async.csv", "chronology-async.svg", "report.md", "run.json", "variants.svg"),
                filesIn(folder.resolve("runs/one")));
        assertEquals(
                201,
                Files.readAllLines(folder.resolve("runs/one/chronology-async.csv"))
                        .size());
        JsonObject run = json(Files.readString(folder.resolve("runs/one/run.json")));
        assertEquals(run, json(Files.readString(folder.resolve("run.json"))));
        assertTrue(onlyRow(run).get("equal_work").getAsBoolean());
        assertEquals(600, onlyRow(run).get("requests").getAsInt());
    }

    @Test
    void jsonOnStdoutIsAloneThere() throws Exception {
        try (Cli cli = Cli.startWithFlags(
                folder,
                List.of("-XX:ErrorFile=/some/where/secret/hs_err.log"),
                "compare",
                "--quick",
                "--variants",
                "async",
                "--json",
                "-",
                "--out",
                "none")) {
            cli.awaitEnd().assertExit(0);

            JsonObject run = json(cli.out());
            assertEquals("compare", run.get("experiment").getAsString());
            assertTrue(cli.out().startsWith("{") && cli.out().endsWith("}\n"), cli.out());
            assertFalse(cli.out().contains("secret"), cli.out());
            assertEquals(List.of(), filesIn(folder));
        }
    }

    @Test
    void failedRequestsAreExitCodeThree() throws Exception {
        try (TestServer server = TestServer.start()) {
            Path urls = Files.writeString(
                    folder.resolve("urls.txt"), server.url("/add?name=a&delay=0") + "\nhttp://bad host/\n");

            try (Cli cli = Cli.startWithStdin(
                    folder, urls, "compare", "--urls", "-", "--variants", "async", "--json", "-", "--out", "none")) {
                cli.awaitEnd().assertExit(3);

                JsonObject row = onlyRow(json(cli.out()));
                assertEquals(
                        5,
                        row.getAsJsonObject("failures").get("invalid_request").getAsInt());
                assertEquals(10, row.get("requests").getAsInt());
                assertFalse(row.get("equal_work").getAsBoolean());
            }
        }
    }

    @Test
    void aServerThatRunsAlreadyIsAsked() throws Exception {
        try (TestServer server = TestServer.start()) {
            Cli cli = Cli.run(
                    folder, "compare", "--quick", "--variants", "async", "--url", server.url() + "/", "--out", "none");

            cli.assertExit(0);
            assertEquals(200, server.stats("async-1").requests());
        }
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static JsonObject onlyRow(JsonObject run) {
        assertEquals(1, run.getAsJsonArray("rows").size());
        return run.getAsJsonArray("rows").get(0).getAsJsonObject();
    }

    /** But for what the test itself captures there. */
    private static List<String> filesIn(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("stdout") && !name.startsWith("stderr"))
                    .sorted()
                    .toList();
        }
    }
}
