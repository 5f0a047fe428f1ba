package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What /save saves, what /saved tells of it, and every failure on demand. */
class SaveTest {
    private final TestServer server;

    SaveTest() throws IOException {
        server = TestServer.builder().saved(20_000).start();
    }

    @AfterEach
    void countsAddUp() {
        Await.until("all ended", () -> server.stats().inFlight() == 0);
        LedgerTest.assertAddsUp(server.stats());
        server.close();
    }

    @Test
    void savedItemsAreAnsweredInTheirOrderNotBeforeTheDelay() throws Exception {
        long start = System.nanoTime();
        RawClient.Response response = save("", "[{\"id\":1},{\"id\":2},{\"id\":1}]");
        AddTest.assertPassed(100, start);
        assertEquals(200, response.status());
        assertEquals("application/json", response.header("content-type"));
        assertEquals("{\"saved\":3,\"items\":[{\"status\":201},{\"status\":201},{\"status\":200}]}\n", response.body());
        assertEquals(new Saved(3, 2, 1, 0), server.saved());
        assertEquals(
                "{\"count\":3,\"distinct\":2,\"duplicates\":1,\"refused\":0}\n",
                RawClient.ask(server, "/saved").body());
    }

    @Test
    void linesAreSaved() throws Exception {
        String body = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n";
        assertEquals(
                200,
                post("/save?delay=0", body, "Content-Type: application/x-ndjson")
                        .status());
        assertEquals(new Saved(2, 2, 0, 0), server.saved());
    }

    @Test
    void requestIsAnExchangeWithItsName() throws Exception {
        save("delay=30", "[1]");
        save("delay=0&name=mine", "[1]");
        save("delay=0&status=503", "[1]");
        List<Exchange> exchanges = server.chronology();
        assertEquals(
                List.of("save", "mine", "save"),
                exchanges.stream().map(Exchange::name).toList());
        assertEquals(
                30_000_000, exchanges.get(0).deadlineNanos() - exchanges.get(0).arrivedNanos());
        assertTrue(exchanges.get(0).lateNanos() >= 0);
        assertEquals(Map.of(200, 2L, 503, 1L), server.stats().byStatus());
    }

    @Test
    void itemsAreSavedAtTheDeadlineAndNotForAClientThatIsGone() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(request("/save?delay=1h", "[1,2]"));
            Await.until("it waits", () -> server.stats().inFlight() == 1);
            assertEquals(new Saved(0, 0, 0, 0), server.saved());
        }
        Await.until("it is gone", () -> server.stats().cancelled() == 1);
        assertEquals(new Saved(0, 0, 0, 0), server.saved());
    }

    @Test
    void itemsFailByRule() throws Exception {
        String query = "delay=0&reject=id:a&retry=id:b%7Cc&times=1";
        assertEquals(
                "{\"saved\":1,\"items\":[{\"status\":422,\"error\":\"refused by reject=\"},"
                        + "{\"status\":429,\"error\":\"refused by retry=, try again\"},{\"status\":201}]}\n",
                save(query, "[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"d\"}]").body());
        assertEquals(
                "{\"saved\":1,\"items\":[{\"status\":201}]}\n",
                save(query, "{\"id\":\"b\"}").body());
        assertEquals(new Saved(2, 2, 0, 2), server.saved());
    }

    @Test
    void firstRequestsAreRefusedWhole() throws Exception {
        String query = "delay=0&status=503&retry-after=2&times=2";
        for (int i = 0; i < 2; i++) {
            RawClient.Response refused = save(query, "[1]");
            assertEquals(503, refused.status());
            assertEquals("2", refused.header("retry-after"));
        }
        assertEquals(new Saved(0, 0, 0, 0), server.saved());
        RawClient.Response saved = save(query, "[1]");
        assertEquals(200, saved.status());
        assertEquals("", saved.header("retry-after"));
        assertEquals(503, save(query + "&name=other", "[1]").status());
        assertEquals(429, save("delay=0&status=429", "[1]").status());
    }

    @Test
    void lostAnswerClosesTheConnectionAfterSaving() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(request("/save?delay=0", "[1]")
                    + request("/save?delay=50&lost=every:1&times=1", "[2]")
                    + request("/save?delay=0", "[3]"));
            assertEquals(200, client.readResponse().status());
            assertEquals("", client.readToEnd());
        }
        Await.until("all ended", () -> server.stats().inFlight() == 0);
        assertEquals(new Saved(2, 2, 0, 0), server.saved());
        assertEquals(
                Map.of(200, 1L, Exchange.NONE, 1L, Exchange.CANCELLED, 1L),
                server.stats().byStatus());
        assertEquals(200, save("delay=50&lost=every:1&times=1", "[2]").status());
        assertEquals(new Saved(3, 2, 1, 0), server.saved());
    }

    @ParameterizedTest
    @CsvSource({
        "delay=0, 400, 'body is not JSON, or nested deeper than 64, after 1 item'",
        "delay=x, 400, 'not a delay: x (100, 1.5s, uniform(50,150), normal(100,20), lognormal(p50=90,p99=900), exp(100), pareto(50,1.5) or mix(10ms:90,1s:10))'",
        "reject=p:2, 400, 'not a rule: reject=p:2 (every:N, p:0.01 or id:a|b|c)'",
        "lost=id:a, 400, 'not a rule: lost=id:a (every:N or p:0.01)'",
        "status=199, 400, 'status not within 200 and 599: 199'",
        "max-items=0, 400, 'max-items not within 1 and 10000: 0'",
        "retry-after=%0d%0aX:1, 400, 'retry-after not within 0 and 1000000:  X:1'",
        "times=-1, 400, 'times not within 0 and 2147483647: -1'",
    })
    void mistakeIsToldAtOnceInOneLine(String query, int status, String line) throws Exception {
        RawClient.Response response = save("delay=1h&".repeat(query.contains("delay") ? 0 : 1) + query, "[1,");
        assertEquals(status, response.status());
        assertEquals(line + "\n", response.body());
        assertEquals(new Saved(0, 0, 0, 0), server.saved());
        assertEquals(1, server.stats().requests());
    }

    @Test
    void itemsOfARequestAreBounded() throws Exception {
        RawClient.Response refused = save("delay=1h&max-items=2", "[1,2,3]");
        assertEquals(413, refused.status());
        assertEquals("more than 2 items in one request\n", refused.body());
        assertEquals(200, save("delay=0&max-items=2", "[1,2]").status());
        String many = IntStream.rangeClosed(0, SavePlan.MAX_ITEMS)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining("\n"));
        assertEquals(413, save("delay=1h", many).status());
        assertEquals(413, save("delay=1h", "[" + " ".repeat(1 << 20) + "]").status());
    }

    @Test
    void requestsThatWaitHoldNoMoreThanTheirBound() throws Exception {
        String mebibyte = "[\"" + "x".repeat(100) + "\"" + " ".repeat((1 << 20) - 104) + "]";
        int most = (int) (Save.MAX_HELD_BYTES >> 20);
        try (RawClient client = RawClient.connect(server)) {
            for (int i = 0; i < most - 1; i++) {
                client.send(request("/save?delay=1h", mebibyte));
            }
            Await.until("they are held", () -> statusOf(mebibyte) == 503);
        }
        Await.until("they are gone", () -> server.stats().inFlight() == 0);
        assertEquals(200, save("delay=0", mebibyte).status());
    }

    @Test
    void onlyPostSaves() throws Exception {
        RawClient.Response refused = RawClient.ask(server, "/save");
        assertEquals(405, refused.status());
        assertEquals("POST", refused.header("allow"));
    }

    @Test
    void listComesInPagesInTheOrderOfTheFirstSave() throws Exception {
        save("delay=0", "[{\"id\":\"b\\\"\\n\"},3]\n");
        save("delay=0", "[{\"id\":\"a\"},3]");
        Map<String, Object> all =
                Json.map(RawClient.ask(server, "/saved?list=true").body());
        assertEquals(List.of("count", "distinct", "duplicates", "refused", "items"), List.copyOf(all.keySet()));
        assertEquals(
                List.of(
                        Map.of("id", "b\"\n", "times", 1.0),
                        Map.of("id", "3", "times", 2.0),
                        Map.of("id", "a", "times", 1.0)),
                all.get("items"));
        assertEquals(
                List.of(Map.of("id", "3", "times", 2.0)),
                Json.map(RawClient.ask(server, "/saved?list=true&offset=1&limit=1")
                                .body())
                        .get("items"));
        assertEquals(
                List.of(),
                Json.map(RawClient.ask(server, "/saved?list=true&offset=3").body())
                        .get("items"));
        assertEquals(400, RawClient.ask(server, "/saved?list=true&limit=10001").status());
        assertEquals(400, RawClient.ask(server, "/saved?offset=-1").status());
    }

    @Test
    void trialIsToldApartAndAResetForgetsAll() throws Exception {
        post("/save?delay=0", "[1]", "Overlap-Trial: t");
        post("/save?delay=0", "[1,2]", "Overlap-Trial: u");
        assertEquals(new Saved(3, 2, 1, 0), server.saved());
        assertEquals(new Saved(2, 2, 0, 0), server.saved("u"));
        assertEquals(
                List.of(Map.of("id", "1", "times", 1.0)),
                Json.map(RawClient.ask(server, "/saved?trial=t&list=true").body())
                        .get("items"));
        assertEquals(404, RawClient.ask(server, "/saved?trial=none").status());
        assertThrows(IllegalArgumentException.class, () -> server.saved("none"));
        RawClient.askAs("POST", server, "/admin/reset");
        assertEquals(new Saved(0, 0, 0, 0), server.saved());
        assertEquals(404, RawClient.ask(server, "/saved?trial=t").status());
        assertEquals(201, statusOfItem(post("/save?delay=0", "[1]", "Overlap-Trial: t")));
    }

    @Test
    void fullServerRefusesWhatDoesNotFit() throws Exception {
        for (int part = 0; part < 3; part++) {
            int from = part * 9_000;
            save(
                    "delay=0",
                    IntStream.range(from, from + 9_000)
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining("\n")));
        }
        assertEquals(new Saved(20_000, 20_000, 0, 7_000), server.saved());
        assertEquals(507, statusOfItem(save("delay=0", "[20000]")));
        assertEquals(200, statusOfItem(save("delay=0", "[19999]")));
    }

    private int statusOf(String body) {
        try {
            return save("delay=0", body).status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int statusOfItem(RawClient.Response response) {
        Object items = Json.map(response.body()).getOrDefault("items", List.of());
        return ((Double) Json.asMaps(items).get(0).getOrDefault("status", 0.0)).intValue();
    }

    private RawClient.Response save(String query, String body) throws IOException {
        return post("/save?" + query, body);
    }

    private RawClient.Response post(String target, String body, String... headers) throws IOException {
        try (RawClient client = RawClient.connect(server)) {
            client.sendWhatIsTaken(request(target, body, headers));
            return client.readResponse();
        }
    }

    private static String request(String target, String body, String... headers) {
        String length = "Content-Length: " + body.getBytes(UTF_8).length;
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = length;
        return RawClient.request("POST", target, all) + body;
    }
}
