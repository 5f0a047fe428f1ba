package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code overlap serve} says where it is, answers, and ends when told. */
@Timeout(120)
class ServeCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void itServesUntilTold(String signal) throws Exception {
        try (Cli cli = Cli.start(folder, "serve", "--port", "0")) {
            String url = cli.awaitOutLine();
            assertTrue(url.matches("http://127\\.0\\.0\\.1:\\d+"), url);
            assertEquals(".", Cli.fetch(url + "/add?name=x&delay=1"));

            cli.signal(signal);
            cli.awaitEnd().assertExit(0);

            assertEquals(url, cli.out().strip());
            assertTrue(cli.err().contains("1 requests = {200=1} by status + 0 in flight"), cli.err());
        }
    }

    @Test
    void routesAndOptionsMakeTheScenario() throws Exception {
        Files.writeString(folder.resolve("trace.txt"), "3ms\n");
        Files.writeString(folder.resolve("routes.txt"), "limit servers=9\n/a size=10\n/b delay=trace(trace.txt)\n");
        String[] words = {
            "serve", "--port", "0", "--routes", "routes.txt", "--limit", "servers=2,queue=1", "--delay", "exp(1)"
        };
        try (Cli cli = Cli.start(folder, words)) {
            String url = cli.awaitOutLine();
            assertEquals(
                    "delay exp(1)\nlimit servers=2,queue=1\n/a size=10\n/b delay=trace(trace.txt)\n",
                    Cli.fetch(url + "/admin/scenario"));
            assertEquals(10, Cli.fetch(url + "/a").length());
            assertEquals(".", Cli.fetch(url + "/b"));
        }
    }
}
