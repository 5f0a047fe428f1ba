package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The chronology as it is handed out: CSV, JSON and the book's own form. */
class ReportTest {
    private static final String CSV_HEAD =
            "trial,connection,name,arrived_ns,deadline_ns,answered_ns,late_ns,status,queue_ns";

    private final TestServer server;

    ReportTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void csvHasALineForEachExchange() throws Exception {
        RawClient.ask(server, "/add?name=u1&delay=10", "Overlap-Trial: async-1");
        RawClient.ask(server, "/nowhere");
        RawClient.Response response = RawClient.ask(server, "/chronology?format=csv");
        assertEquals("text/csv; charset=utf-8", response.header("content-type"));
        assertEquals("chunked", response.header("transfer-encoding"));
        List<String> lines = response.body().lines().toList();
        assertEquals(List.of(CSV_HEAD, line(0), line(1)), lines);
        assertTrue(lines.get(1).startsWith("async-1,1,u1,"));
        assertTrue(lines.get(1).endsWith(",200,0"));
        assertTrue(lines.get(2).startsWith(",2,,"));
        assertTrue(lines.get(2).endsWith(",404,0"));
    }

    private String line(int index) {
        Exchange e = server.chronology().get(index);
        return String.join(
                ",",
                e.trial(),
                "" + e.connection(),
                e.name(),
                "" + e.arrivedNanos(),
                "" + e.deadlineNanos(),
                "" + e.answeredNanos(),
                "" + e.lateNanos(),
                "" + e.status(),
                "" + e.queueNanos());
    }

    @Test
    void csvQuotesWhatWouldBreakIt() throws Exception {
        RawClient.ask(server, "/add?name=a%2C%22b%22%0Ac&delay=0", "Overlap-Trial: x,\"y\"");
        String body = RawClient.ask(server, "/chronology?format=csv").body();
        assertTrue(body.contains("\"x,\"\"y\"\"\",1,\"a,\"\"b\"\"\nc\","), body);
    }

    @Test
    void jsonHasAnObjectForEachExchange() throws Exception {
        RawClient.ask(server, "/add?name=u1&delay=10", "Overlap-Trial: async-1");
        RawClient.ask(server, "/add?name=a%22%5C%0A%C3%A9%F0%9F%98%80%01&delay=0");
        for (String target : List.of("/chronology", "/chronology?format=json")) {
            RawClient.Response response = RawClient.ask(server, target);
            assertEquals("application/json", response.header("content-type"));
            List<Map<String, Object>> exchanges = Json.maps(response.body());
            assertEquals(2, exchanges.size());
            assertEquals(
                    List.of(CSV_HEAD.split(",")), List.copyOf(exchanges.get(0).keySet()));
            assertEquals("async-1", exchanges.get(0).get("trial"));
            assertEquals("u1", exchanges.get(0).get("name"));
            assertEquals(200.0, exchanges.get(0).get("status"));
            assertEquals(
                    (double) server.chronology().get(0).lateNanos(),
                    exchanges.get(0).get("late_ns"));
            assertEquals("a\"\\\né\ud83d\ude00\u0001", exchanges.get(1).get("name"));
        }
    }

    @Test
    void oneTrialCanBeAskedFor() throws Exception {
        RawClient.ask(server, "/add?name=a&delay=0", "Overlap-Trial: 1");
        RawClient.ask(server, "/add?name=b&delay=0", "Overlap-Trial: 2");
        RawClient.ask(server, "/add?name=c&delay=0", "Overlap-Trial: 1");
        assertEquals(
                2,
                Json.maps(RawClient.ask(server, "/chronology?trial=1").body()).size());
        assertEquals(
                2,
                RawClient.ask(server, "/chronology?format=csv&trial=2")
                        .body()
                        .lines()
                        .count());
        assertEquals(
                List.of(),
                Json.maps(RawClient.ask(server, "/chronology?trial=3").body()));
    }

    @Test
    void emptyChronologyIsStillWellFormed() throws Exception {
        assertEquals(
                CSV_HEAD + "\n", RawClient.ask(server, "/chronology?format=csv").body());
        assertEquals(List.of(), Json.maps(RawClient.ask(server, "/chronology").body()));
        assertEquals(Map.of(), Json.map(RawClient.ask(server, "/?flush=True").body()));
    }

    @Test
    void flushAnswersTheBooksFormAndForgets() throws Exception {
        for (String target : List.of("/add?flush=True", "/?flush=True")) {
            RawClient.ask(server, "/add?name=a&delay=20");
            RawClient.ask(server, "/add?name=b&delay=0");
            RawClient.ask(server, "/add?name=a&delay=0");
            RawClient.ask(server, "/add?delay=0");
            RawClient.Response response = RawClient.ask(server, target);
            assertEquals("application/json", response.header("content-type"));
            Map<String, Object> times = Json.map(response.body());
            assertEquals(List.of("a", "b"), List.copyOf(times.keySet()));
            List<Map<String, Object>> ofA = Json.asMaps(times.getOrDefault("a", List.of()));
            assertEquals(2, ofA.size());
            assertBookTimes(ofA.get(0));
            assertTrue(number(ofA.get(0), "dt") >= 0.02, ofA::toString);
            assertEquals(List.of(), server.chronology());
            assertEquals(Map.of(), Json.map(RawClient.ask(server, target).body()));
        }
        assertEquals(8, server.stats().requests(), "flush forgets times, not counts");
    }

    private static void assertBookTimes(Map<String, Object> times) {
        assertEquals(List.of("start", "end", "dt"), List.copyOf(times.keySet()));
        double now = System.currentTimeMillis() / 1e3;
        assertEquals(now, number(times, "start"), 60, times::toString);
        assertEquals(number(times, "dt"), number(times, "end") - number(times, "start"), 1e-5, times::toString);
    }

    private static double number(Map<String, Object> object, String key) {
        return (Double) object.getOrDefault(key, Double.NaN);
    }

    @Test
    void serverThatRecordsNothingCountsAllTheSame() throws Exception {
        try (TestServer forgetful = TestServer.builder().record(0).start()) {
            RawClient.ask(forgetful, "/add?name=x&delay=0", "Overlap-Trial: t");
            RawClient.ask(forgetful, "/nowhere");
            assertEquals(2, forgetful.stats().requests());
            assertEquals(1, forgetful.stats("t").requests());
            assertEquals(List.of(), forgetful.chronology());
            assertEquals(
                    CSV_HEAD + "\n",
                    RawClient.ask(forgetful, "/chronology?format=csv").body());
            assertEquals(
                    Map.of(),
                    Json.map(RawClient.ask(forgetful, "/add?flush=True").body()));
        }
    }

    @Test
    void fullRecordForgetsTheOldestAndTellsHowMany() throws Exception {
        try (TestServer small = TestServer.builder().record(10).start()) {
            try (RawClient client = RawClient.connect(small)) {
                for (int i = 0; i < 25; i++) {
                    client.send(RawClient.get("/add?name=u" + i + "&delay=0"));
                }
                client.readResponses(25);
            }
            assertEquals(15, small.stats().droppedRecords());
            assertEquals(15.0, Json.map(RawClient.ask(small, "/stats").body()).get("dropped_records"));
            List<Map<String, Object>> kept =
                    Json.maps(RawClient.ask(small, "/chronology").body());
            assertEquals(10, kept.size());
            assertEquals("u15", kept.get(0).get("name"));
            assertEquals("u24", kept.get(9).get("name"));
            assertEquals(25, small.stats().requests());
        }
    }
}
