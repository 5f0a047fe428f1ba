package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.overlap.testserver.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A comparison against a server that is not its own: {@code --url} and {@code --urls}. */
@Timeout(60)
class CompareForeignTest {
    private static final List<VariantName> TWO = List.of(VariantName.SERIAL, VariantName.ASYNC);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** Each client has its own idea of what belongs to a redirect; the work must look equal all the same. */
    @Test
    void redirectsAreEqualWorkOnEveryClient() throws Exception {
        List<VariantName> clients =
                List.of(VariantName.ASYNC, VariantName.NETTY, VariantName.ASYNC_JDK, VariantName.THREADS_JDK);
        String found = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 5\r\n\r\nmoved";
        try (RawServer redirecting = RawServer.answeringAll(found)) {
            CompareRun run = compare(Small.against(redirecting.url(""), 1, clients));
            assertEquals(clients, run.rows().stream().map(CompareRow::variant).toList());
            run.rows().forEach(row -> assertTrue(row.equalWork(), row.toString()));
        }
    }

    @Test
    void whatOnlyOurServerKnowsIsNull() throws Exception {
        CompareRun run = compare(Small.against(server.url() + "/", 1, TWO));

        assertFalse(run.failed());
        for (CompareRow row : run.rows()) {
            assertTrue(row.equalWork(), row.toString());
            assertNull(row.maxInFlight());
            assertNull(row.lateness());
            assertNotNull(row.efficiency());
            assertTrue(row.trials().stream().allMatch(trial -> trial.eachOnce() == null));
        }
        assertNull(run.machine().transport());
        assertFalse(Files.exists(folder.resolve("chronology-async.csv")));
        assertEquals(60, server.stats("async-2").requests());
        assertEquals(50, server.stats("serial-1").requests());
        String json = CompareJson.write(run);
        JsonObject root = JsonForm.check(json);
        JsonForm.checkSaysNothingOfThePlace(json);
        assertEquals("url", root.getAsJsonObject("parameters").get("target").getAsString());
        assertTrue(json.contains("\"lateness_ms\": null"), json);
    }

    @Test
    void aFileOfUrlsIsFetchedLineByLine() throws Exception {
        List<String> lines = new ArrayList<>(List.of("# mine", "", "   ", "  " + url(0) + "  "));
        for (int i = 1; i < 70; i++) {
            lines.add(url(i % 60)); // the first ten come twice
        }
        Path urls = Files.write(folder.resolve("urls.txt"), lines);

        CompareRun run = compare(Small.file(urls, TWO));

        assertEquals(70, run.options().n());
        CompareRow serial = run.rows().getFirst();
        CompareRow async = run.rows().getLast();
        assertEquals(100, serial.requests());
        assertTrue(serial.scaled());
        assertTrue(serial.equalWork(), serial.toString());
        assertEquals(140, async.requests());
        assertEquals(140, async.bytes());
        assertTrue(async.equalWork(), async.toString());
        assertNull(async.efficiency());
        assertNotNull(async.speedup());
        assertEquals(240, server.stats().requests());
        String json = CompareJson.write(run);
        JsonForm.checkSaysNothingOfThePlace(json);
        assertTrue(JsonForm.check(json)
                .getAsJsonObject("parameters")
                .get("delay_ms")
                .isJsonNull());
    }

    @Test
    void aUrlThatIsRepeatedAmongTheFirstAndAfterThemDoesNotConfuseTheScaledSerial() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(url(i % 7));
        }
        Path urls = Files.write(folder.resolve("urls.txt"), lines);

        CompareRun run = compare(Small.file(urls, TWO));

        assertTrue(
                run.rows().stream().allMatch(CompareRow::equalWork), run.rows().toString());
    }

    @Test
    void aUrlThatCannotBeAskedIsACountedFailure() throws Exception {
        Path urls =
                Files.write(folder.resolve("urls.txt"), List.of(url(0), "http://bad host/", url(1), "no URL at all"));

        CompareRun run = compare(Small.file(urls, List.of(VariantName.ASYNC)));

        CompareRow row = run.rows().getFirst();
        assertEquals(Map.of("invalid_request", 4L), row.failures());
        assertEquals(8, row.requests());
        assertEquals(4, row.bytes());
        assertFalse(row.equalWork());
        assertTrue(run.failed());
        assertTrue(CompareTable.write(run).contains("4 invalid_request"));
    }

    @Test
    void answersThatDifferFromThoseOfTheFirstVariantAreNotTheSameWork() throws Exception {
        Path urls = Files.write(folder.resolve("urls.txt"), List.of(server.url("/stats"), server.url("/stats")));

        CompareRun run = compare(Small.file(urls, TWO));

        assertFalse(run.failed());
        assertFalse(run.rows().getLast().equalWork());
        assertTrue(CompareTable.write(run).contains("did not do the same work"));
    }

    private String url(int i) {
        return server.url("/add?name=n" + i + "&delay=1");
    }

    private CompareRun compare(CompareOptions options) throws Exception {
        return new Compare(options, new RecordingListener(), folder).run();
    }
}
