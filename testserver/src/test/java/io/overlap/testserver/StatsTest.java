package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says it did, of all requests and of one trial. */
class StatsTest {
    private final TestServer server;

    StatsTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void statsNameAllThatIsCounted() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0");
        RawClient.ask(server, "/nowhere");
        RawClient.Response response = RawClient.ask(server, "/stats");
        assertEquals("application/json", response.header("content-type"));
        Map<String, Object> stats = Json.map(response.body());
        assertEquals(
                List.of(
                        "server",
                        "transport",
                        "requests",
                        "in_flight",
                        "max_in_flight",
                        "connections",
                        "lateness_ms",
                        "cancelled",
                        "tls_failures",
                        "dropped_records",
                        "by_status",
                        "waiting",
                        "faults"),
                List.copyOf(stats.keySet()));
        assertEquals(server.transportName(), stats.get("transport"));
        assertEquals(2.0, stats.get("requests"));
        assertEquals(0.0, stats.get("in_flight"));
        assertEquals(1.0, stats.get("max_in_flight"));
        assertTrue((Double) stats.getOrDefault("connections", 0.0) >= 1);
        assertEquals(Map.of("200", 1.0, "404", 1.0), stats.get("by_status"));
        Map<String, Object> lateness = Json.asMap(stats.getOrDefault("lateness_ms", Map.of()));
        assertEquals(List.of("p50", "p99", "p999", "max"), List.copyOf(lateness.keySet()));
        assertEquals(server.stats().lateness().max(), lateness.get("max"));
    }

    @Test
    void askingChangesNothing() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0", "Overlap-Trial: t");
        String before = counts(RawClient.ask(server, "/stats").body());
        RawClient.ask(server, "/stats?trial=t", "Overlap-Trial: t");
        RawClient.ask(server, "/stats?trial=unknown", "Overlap-Trial: unknown");
        RawClient.ask(server, "/chronology");
        RawClient.ask(server, "/chronology?format=csv&trial=t");
        RawClient.ask(server, "/chronology?format=xml");
        assertEquals(400, RawClient.ask(server, "/stats?trial=%zz").status());
        assertEquals(400, RawClient.ask(server, "/saved?limit=0").status());
        try (RawClient browser = RawClient.connect(server)) {
            browser.send(RawClient.get("/favicon.ico")); // on its own
            assertEquals(204, browser.readHead().status());
        }
        assertEquals(before, counts(RawClient.ask(server, "/stats").body()));
        assertEquals(1, server.chronology().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/stats", "/chronology", "/saved"})
    void whatIsReadIsNotWritten(String path) throws Exception {
        RawClient.Response refused = RawClient.askAs("DELETE", server, path);
        assertEquals(405, refused.status());
        assertEquals("GET, HEAD", refused.header("allow"));
        assertEquals("method DELETE not allowed: use GET, HEAD\n", refused.body());
        assertEquals(0, server.stats().requests());
    }

    @Test
    void answersToQuestionsAreNotKept() throws Exception {
        for (String path : List.of("/", "/stats", "/chronology?format=svg", "/saved", "/admin/scenario")) {
            assertEquals("no-store", RawClient.ask(server, path).header("cache-control"), path);
        }
    }

    private static String counts(String statsJson) {
        return statsJson.replaceAll("\"connections\":\\d+", "");
    }

    @Test
    void trialOfTheHeaderIsCountedApart() throws Exception {
        RawClient.ask(server, "/add?name=1&delay=0", "Overlap-Trial: async-1");
        RawClient.ask(server, "/add?name=2&delay=0", "overlap-trial: async-2");
        RawClient.ask(server, "/nowhere", "OVERLAP-TRIAL: async-2");
        RawClient.ask(server, "/add?name=3&delay=0");
        assertEquals(4, server.stats().requests());
        assertEquals(1, server.stats("async-1").requests());
        assertEquals(Map.of(200, 1L, 404, 1L), server.stats("async-2").byStatus());
        Map<String, Object> told =
                Json.map(RawClient.ask(server, "/stats?trial=async-2").body());
        assertEquals(2.0, told.get("requests"));
        assertEquals(1.0, told.get("max_in_flight"));
    }

    @Test
    void trialIsNoInputOfTheDelayAndAtMost64CharactersOfItCount() throws Exception {
        String longest = "t".repeat(64);
        RawClient.ask(server, "/add?name=x&delay=0", "Overlap-Trial: " + longest + "tt");
        assertEquals(1, server.stats(longest).requests());
        assertEquals(longest, server.chronology().get(0).trial());
    }

    @Test
    void unknownTrialIsNotFound() throws Exception {
        RawClient.Response response = RawClient.ask(server, "/stats?trial=no%0Asuch");
        assertEquals(404, response.status());
        assertEquals("unknown trial: no such\n", response.body());
        IllegalArgumentException unknown = assertThrows(IllegalArgumentException.class, () -> server.stats("no"));
        assertEquals("unknown trial: no", unknown.getMessage());
    }

    @Test
    void oldestOfManyTrialsIsForgottenAndItsExchangesAreKept() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            for (int i = 0; i <= Ledger.MAX_TRIALS; i++) {
                client.send(RawClient.get("/add?name=x&delay=0", "Overlap-Trial: t" + i));
                client.readResponse();
            }
        }
        assertEquals(404, RawClient.ask(server, "/stats?trial=t0").status());
        assertEquals(200, RawClient.ask(server, "/stats?trial=t1").status());
        assertEquals("t0", server.chronology().get(0).trial());
    }

    @Test
    void fiveAtOnceAreFiveInFlight() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=300", "Overlap-Trial: five")
                    .repeat(5));
            client.readResponses(5);
            client.send(RawClient.get("/add?name=x&delay=0", "Overlap-Trial: five"));
            client.readResponse();
        }
        assertEquals(5, server.stats("five").maxInFlight());
        assertEquals(5, server.stats().maxInFlight());
        assertEquals(0, server.stats().inFlight());
    }

    @Test
    void fiveClientsAreFiveInFlight() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            RawClient client = RawClient.connect(server);
            clients.add(client);
            client.send(RawClient.get("/add?name=x&delay=1h", "Overlap-Trial: five"));
            int sent = i;
            Await.until(sent + " in flight", () -> server.stats().inFlight() == sent);
        }
        assertEquals(5, server.stats().connections());
        for (RawClient client : clients) {
            client.close();
        }
        Await.until("all gone", () -> server.stats().inFlight() == 0);
        assertEquals(5, server.stats("five").maxInFlight());
        assertEquals(5, server.stats("five").cancelled());
    }

    @Test
    void statusThatWasAskedForIsNoClientThatLeft() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0&status=499");
        assertEquals(Map.of(499, 1L), server.stats().byStatus());
        assertEquals(0, server.stats().cancelled());
    }

    @Test
    void lateAnswerIsLate() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=100") + RawClient.get("/add?name=b&delay=0"));
            client.readResponses(2);
        }
        Exchange first = server.chronology().get(0);
        Exchange held = server.chronology().get(1);
        assertTrue(held.answeredNanos() >= first.deadlineNanos(), held::toString);
        ServerStats.Lateness late = server.stats().lateness();
        double heldMillis = held.lateNanos() / 1e6;
        assertEquals(heldMillis, late.max(), heldMillis / 100);
        assertTrue(late.p50() <= late.p99() && late.p99() <= late.max(), late::toString);
    }

    @Test
    void resetForgetsAll() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0", "Overlap-Trial: t");
        RawClient.Response response = RawClient.askAs("POST", server, "/admin/reset");
        assertEquals(200, response.status());
        assertEquals(0, server.stats().requests());
        assertEquals(Map.of(), server.stats().byStatus());
        assertEquals(404, RawClient.ask(server, "/stats?trial=t").status());
        assertEquals(List.of(), server.chronology());
    }

    @Test
    void whatIsInFlightAtAResetEndsUncounted() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=early&delay=100"));
            Await.until("in flight", () -> server.stats().inFlight() == 1);
            server.reset();
            assertEquals(0, server.stats().inFlight());
            assertEquals(".", client.readResponse().body());
            client.send(RawClient.get("/add?name=late&delay=0"));
            client.readResponse();
        }
        assertEquals(1, server.stats().requests());
        assertEquals(Map.of(200, 1L), server.stats().byStatus());
        assertEquals("late", server.chronology().get(0).name());
        assertEquals(1, server.chronology().size());
    }

    @Test
    void resetByAnythingButPostIsRefused() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0");
        RawClient.Response response = RawClient.ask(server, "/admin/reset");
        assertEquals(405, response.status());
        assertEquals("POST", response.header("allow"));
        assertEquals(1, server.stats().requests());
    }

    @Test
    void serverWithoutAdminKnowsNoReset() throws Exception {
        try (TestServer closed = TestServer.builder().admin(false).start()) {
            RawClient.ask(closed, "/add?name=x&delay=0");
            assertEquals(404, RawClient.ask(closed, "/admin/reset").status());
            assertEquals(404, RawClient.askAs("POST", closed, "/admin/reset").status());
            assertEquals(3, closed.stats().requests());
        }
    }
}
