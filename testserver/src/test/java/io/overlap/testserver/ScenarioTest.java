package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scenario says, and that it can be changed while the server runs. */
class ScenarioTest {
    private static final String TEXT = """
            delay uniform(0,1)
            limit servers=4,queue=8
            rate 1000/s,burst=5000
            /api/orders delay=20ms&status=503:0.5&retry-after=1
            /files/* size=1000
            """;

    @Test
    void textIsReadBack() {
        assertEquals(TEXT, Scenario.parse(TEXT).toString());
        assertEquals(
                TEXT,
                Scenario.parse("# all of it\n\n  " + TEXT.replace("\n", "   # why\r\n"))
                        .toString());
    }

    @Test
    void routesServeTheirPathsAndTheQuerySaysMore() throws Exception {
        Scenario scenario = Scenario.parse("delay 0\n/files/* size=1000\n/files/small size=10\n/add size=3");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            assertEquals(1_000, size(server, "/files/any/thing"));
            assertEquals(10, size(server, "/files/small"));
            assertEquals(20, size(server, "/files/small?size=20"));
            assertEquals(3, size(server, "/add?name=x"));
            assertEquals(404, RawClient.ask(server, "/else").status());
            assertEquals(200, RawClient.askAs("DELETE", server, "/files/1").status());
            assertEquals(
                    List.of("/files/any/thing", "/files/small"),
                    server.chronology().stream()
                            .map(Exchange::name)
                            .distinct()
                            .limit(2)
                            .toList());
        }
    }

    private static int size(TestServer server, String target) throws Exception {
        return RawClient.ask(server, target).header("content-length").isEmpty()
                ? -1
                : Integer.parseInt(RawClient.ask(server, target).header("content-length"));
    }

    @Test
    void aPrefixLeavesTheServersOwnPathsAlone() throws Exception {
        Scenario scenario = Scenario.parse("/* delay=0 status=418\n/saved delay=0 status=410");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            assertEquals(200, RawClient.ask(server, "/stats").status());
            assertEquals(200, RawClient.ask(server, "/").status());
            assertEquals(200, RawClient.ask(server, "/admin/scenario").status());
            assertEquals(410, RawClient.ask(server, "/saved").status(), "unless it is named");
            assertEquals(418, RawClient.ask(server, "/else").status());
            assertEquals(418, RawClient.ask(server, "/add?name=x").status());
        }
    }

    @Test
    void ofWhatIsSaidTwiceTheLastCounts() throws Exception {
        Scenario scenario = Scenario.parse("delay 9\n/a size=1\n/b/* size=1\n/a size=2\n/b/* size=2&size=3\ndelay 0");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            assertEquals(2, size(server, "/a"));
            assertEquals(3, size(server, "/b/c"));
            assertEquals("0", plan(server, "/a"));
            assertEquals(4, size(server, "/a?size=5&size=4"));
        }
    }

    @Test
    void noRouteSendsMoreThanTheServerMay() throws Exception {
        Scenario scenario = Scenario.parse("delay 0\n/big size=1001\n/small size=1000");
        TestServerBuilder options = TestServer.builder().scenario(scenario).maxStream(1_000);
        try (TestServer server = options.start()) {
            assertEquals(1_000, size(server, "/small"));
            for (String target : List.of("/big", "/big?name=x")) {
                RawClient.Response refused = RawClient.ask(server, target);
                assertEquals(400, refused.status());
                assertEquals("size of the route over 1000 bytes: 1001\n", refused.body());
            }
            assertEquals(10, size(server, "/big?size=10"));
        }
    }

    @Test
    void theNearestDelayCounts() throws Exception {
        Scenario scenario = Scenario.parse("delay 1\n/slow delay=2\n/plain");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            assertEquals("3", plan(server, "/slow?delay=3"));
            assertEquals("2", plan(server, "/slow"));
            assertEquals("1", plan(server, "/plain"));
            assertEquals("1", plan(server, "/add?name=x"));
        }
    }

    private static String plan(TestServer server, String target) throws Exception {
        return RawClient.ask(server, target).header("server-timing").split("[=,]", -1)[1];
    }

    @Test
    void scenarioIsChangedWhileItRuns() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = RawClient.connect(server)) {
            String text = "delay 0ms\n/flaky status=500\n";
            client.send(RawClient.request("POST", "/admin/scenario", "Content-Length: " + text.length()) + text);
            assertEquals(text, client.readResponse().body());
            assertEquals(text, RawClient.ask(server, "/admin/scenario").body());
            assertEquals(500, RawClient.ask(server, "/flaky").status());
            client.send(RawClient.request("POST", "/admin/scenario", "Content-Length: 9") + "delay 0\nx");
            RawClient.Response refused = client.readResponse();
            assertEquals(400, refused.status());
            assertEquals("line 2: neither delay, limit, rate nor a path that begins with /: x\n", refused.body());
            assertEquals(text, server.scenario().toString(), "as it was");
            server.change(Scenario.NONE);
            assertEquals(404, RawClient.ask(server, "/flaky").status());
            assertEquals(Map.of(500, 1L, 404, 1L), server.stats().byStatus(), "questions are not counted");
        }
    }

    @Test
    void sameSeedHasTheSameFateOnAnyPort() throws Exception {
        List<String> first = fates(42, false);
        assertEquals(first, fates(42, false));
        assertEquals(first, fates(42, true), "nor does it matter who asks first");
        assertTrue(first.stream().distinct().count() > 150, "different URLs, different delays");
        List<String> other = fates(43, false);
        long alike = IntStream.range(0, first.size())
                .filter(i -> first.get(i).equals(other.get(i)))
                .count();
        assertTrue(alike < 20, () -> alike + " of 200 alike");
    }

    /** Plan and status of 200 requests, by their number. */
    private static List<String> fates(long seed, boolean backwards) throws Exception {
        String words = "delay=lognormal(p50=1,p99=3)&status=503:0.3,429:0.2&size=10";
        String[] fates = new String[200];
        try (TestServer server = TestServer.builder().seed(seed).start();
                RawClient client = RawClient.connect(server)) {
            for (int i = 0; i < fates.length; i++) {
                int number = backwards ? fates.length - 1 - i : i;
                client.send(RawClient.get("/add?name=u" + number + "&" + words));
                RawClient.Response response = client.readResponse();
                String plan = response.header("server-timing").split("[=,]", -1)[1];
                fates[number] = plan + ' ' + response.status() + ' ' + response.body();
            }
        }
        return List.of(fates);
    }

    @Test
    void noOtherSiteChangesIt() throws Exception {
        try (TestServer server = TestServer.start()) {
            for (String path : new String[] {"/admin/scenario", "/admin/reset"}) {
                assertEquals(
                        403, post(server, path, "Origin: http://evil.example").status());
                assertEquals(403, post(server, path, "Origin: null").status());
                assertEquals(200, post(server, path, "Origin: http://test").status());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, 200",
        "127.0.0.1:8080, 200",
        "[::1]:8080, 200",
        "build-box:8080, 200",
        "a.localhost, 200",
        "laptop.local:8080, 200",
        "evil.example:8080, 403",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:8080, 403",
    })
    void noOtherSiteChangesItUnderANameThatLeadsHere(String host, int status) throws Exception {
        try (TestServer server = TestServer.start()) {
            String head = "POST /admin/reset HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n";
            try (RawClient client = RawClient.connect(server)) {
                client.send(head + "Origin: http://" + host + "\r\n\r\n" + head + "\r\n");
                assertEquals(status, client.readResponse().status());
                assertEquals(200, client.readResponse().status(), "what is no browser may call it as it likes");
            }
        }
    }

    @Test
    void theNameItWasStartedWithIsItsOwn() throws Exception {
        String request =
                "POST /admin/reset HTTP/1.1\r\nHost: 127.1:80\r\nOrigin: http://127.1:80\r\nContent-Length: 0\r\n\r\n";
        try (TestServer named = TestServer.builder().host("127.1").start();
                TestServer other = TestServer.start()) {
            assertEquals(200, status(named, request));
            assertEquals(403, status(other, request), "no address as a browser writes it");
        }
    }

    @Test
    void scenariosThatAreStillComingAreBoundedTogether() throws Exception {
        int longest = Connection.MAX_REQUEST_BODY;
        String most =
                RawClient.request("POST", "/admin/scenario", "Content-Length: " + longest) + "#".repeat(longest - 1);
        String small = RawClient.request("POST", "/admin/scenario", "Content-Length: 100") + "#".repeat(100);
        List<RawClient> clients = new ArrayList<>();
        try (TestServer server = TestServer.start()) {
            for (long held = 0; held < Save.MAX_HELD_BYTES; held += longest) {
                RawClient client = RawClient.connect(server);
                clients.add(client);
                client.send(most);
            }
            Await.until("no more is held", () -> status(server, small) == 503);
            for (RawClient client : clients) {
                client.close();
            }
            Await.until("they are let go", () -> status(server, small) == 200);
            assertEquals(200, status(server, small), "and so is one that was read");
        }
    }

    private static int status(TestServer server, String request) {
        try (RawClient client = RawClient.connect(server)) {
            client.send(request);
            return client.readResponse().status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawClient.Response post(TestServer server, String path, String header) throws Exception {
        return RawClient.askAs("POST", server, path, header, "Content-Length: 0");
    }

    @Test
    void withoutAdminItIsNotThere() throws Exception {
        try (TestServer server = TestServer.builder().admin(false).start()) {
            assertEquals(404, RawClient.ask(server, "/admin/scenario").status());
        }
    }

    @Test
    void noRequestMakesItReadAFile(@TempDir Path folder) throws Exception {
        Path trace = folder.resolve("trace.txt");
        Files.writeString(trace, "7\n");
        Path routes = folder.resolve("routes.txt");
        Files.writeString(routes, "/traced delay=trace(" + trace + ")\n");
        try (TestServer server =
                TestServer.builder().scenario(Scenario.load(routes)).start()) {
            assertEquals("7", plan(server, "/traced"));
            RawClient.Response refused = RawClient.ask(server, "/add?name=x&delay=trace(" + trace + ")");
            assertEquals(400, refused.status());
            assertTrue(refused.body().contains("--delay and --routes"), refused.body());
        }
        assertThrows(IllegalArgumentException.class, () -> Scenario.parse("delay trace(" + trace + ")"));
    }

    @Test
    void fileThatCannotBeReadIsNamedOnce(@TempDir Path folder) throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "delay 0\nfly");
        assertEquals(
                wrong + ": line 2: neither delay, limit, rate nor a path that begins with /: fly", loadRefusal(wrong));
        Path missing = folder.resolve("missing");
        assertEquals("cannot read " + missing + ": no such file", loadRefusal(missing));
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'#', (byte) 0xe4});
        assertEquals("cannot read " + latin + ": not text in UTF-8", loadRefusal(latin));
        assertTrue(loadRefusal(folder).startsWith("cannot read " + folder + ": "), () -> loadRefusal(folder));
        Path large = Files.writeString(folder.resolve("long"), "#".repeat(4 * Scenario.MAX_CHARS + 1));
        assertEquals(large + ": longer than 262144 characters", loadRefusal(large));
    }

    private static String loadRefusal(Path file) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Scenario.load(file))
                .getMessage());
    }

    @Test
    void whoAsksTooOftenWaits() throws Exception {
        ManualClock clock = new ManualClock();
        Scenario scenario = Scenario.parse("delay 0\nrate 1/s,burst=2,by=header:X-Key");
        try (TestServer server =
                TestServer.builder().scenario(scenario).clock(clock).start()) {
            assertEquals(200, keyed(server, "a").status());
            assertEquals(200, keyed(server, "a").status());
            RawClient.Response refused = keyed(server, "a");
            assertEquals(429, refused.status());
            assertEquals("1", refused.header("retry-after"));
            assertEquals(200, keyed(server, "b").status());
            clock.advance(Duration.ofSeconds(1));
            assertEquals(200, keyed(server, "a").status());
            server.change(Scenario.parse("delay 1\nrate 1/s,burst=2,by=header:X-Key"));
            assertEquals(429, keyed(server, "a").status(), "a rate that stays the same goes on");
        }
    }

    private static RawClient.Response keyed(TestServer server, String key) throws Exception {
        return RawClient.ask(server, "/add?name=x", "X-Key: " + key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit servers=0 | line 1: servers not within 1 and 1000000: 0",
                "limit queue=1 | line 1: not a limit: queue=1",
                "rate 5 | line 1: not a rate: 5",
                "rate 5/y | line 1: not a rate: 5/y",
                "/a what=1 | line 1: unknown word: what",
                "/a/*/b | line 1: not a path: /a/*/b",
                "/a?b | line 1: not a path: /a?b",
                "/a#b | line 1: not a path: /a#b",
                "/gr\u00f6\u00dfe | line 1: not a path: /gr\u00f6\u00dfe (/path, or /prefix/*, as a request has it: %C3%A4 for",
                "/a\u00a0delay=1 | line 1: not a path: /a\u00a0delay=1",
                "delay soon | line 1: not a delay: soon",
            })
    void wrongLineIsTold(String text, String message) {
        String told = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Scenario.parse(text))
                .getMessage());
        assertTrue(told.startsWith(message), told);
        assertEquals(1, told.lines().count());
    }
}
