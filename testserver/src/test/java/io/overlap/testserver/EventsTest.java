package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /events} as a client sees it. */
class EventsTest {
    private final TestServer server;

    EventsTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static RawClient watch(TestServer server) throws IOException {
        RawClient client = RawClient.connect(server);
        client.send(RawClient.get("/events"));
        RawClient.Response head = client.readHead();
        assertEquals(200, head.status());
        assertEquals("text/event-stream", head.header("content-type"));
        assertEquals("close", head.header("connection"));
        return client;
    }

    static JsonObject readEvent(RawClient client) throws IOException {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        for (int before = 0, b = client.readExactly(1)[0]; before != '\n' || b != '\n'; ) {
            event.write(b);
            before = b;
            b = client.readExactly(1)[0];
        }
        String text = event.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("data: {"), text);
        return JsonParser.parseString(text.substring(6)).getAsJsonObject();
    }

    @Test
    void fiftyDelayedRequestsAreInTheFeed() throws Exception {
        try (RawClient watcher = watch(server);
                RawClient client = RawClient.connect(server)) {
            readEvent(watcher);
            client.send(RawClient.get("/add?name=x&delay=20").repeat(50));
            List<JsonArray> exchanges = new ArrayList<>();
            JsonObject event = readEvent(watcher);
            while (true) {
                for (JsonElement exchange : event.getAsJsonArray("exchanges")) {
                    exchanges.add(exchange.getAsJsonArray());
                }
                if (exchanges.size() >= 50) {
                    break;
                }
                event = readEvent(watcher);
            }
            assertEquals(50, exchanges.size());
            assertEquals(50, event.get("requests").getAsInt());
            assertEquals(50, event.getAsJsonObject("by_status").get("200").getAsInt());
            for (JsonArray exchange : exchanges) {
                long deadline = exchange.get(3).getAsLong();
                assertEquals(2, exchange.get(0).getAsInt());
                assertEquals(200, exchange.get(1).getAsInt());
                assertEquals(0.02, (deadline - exchange.get(2).getAsLong()) / 1e6, 1e-6 + 1e-9, exchange::toString);
                assertTrue(exchange.get(4).getAsLong() >= deadline, exchange::toString);
            }
        }
    }

    @Test
    void eventHasTheFieldsOfStats() throws Exception {
        try (RawClient watcher = watch(server)) {
            JsonObject event = readEvent(watcher);
            JsonObject stats = JsonParser.parseString(
                            RawClient.ask(server, "/stats").body())
                    .getAsJsonObject();
            assertTrue(event.keySet().containsAll(stats.keySet()), event::toString);
            assertTrue(event.get("t").getAsDouble() > 0);
        }
    }

    @Test
    void heldRequestsAreToldAsInFlight() throws Exception {
        try (RawClient watcher = watch(server);
                RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=1h").repeat(3));
            JsonObject event = readEvent(watcher);
            for (int i = 0; i < 20 && event.get("in_flight").getAsInt() < 3; i++) {
                event = readEvent(watcher);
            }
            assertEquals(3, event.get("in_flight").getAsInt());
        }
    }

    @Test
    void eventsComeAtMostFourTimesASecond() throws Exception {
        try (RawClient watcher = watch(server)) {
            double before = readEvent(watcher).get("t").getAsDouble();
            for (int i = 0; i < 3; i++) {
                double t = readEvent(watcher).get("t").getAsDouble();
                assertTrue(t - before >= 0.248, t + " after " + before);
                before = t;
            }
        }
    }

    @Test
    void watchingIsNoExchange() throws Exception {
        try (RawClient watcher = watch(server)) {
            assertEquals(0, readEvent(watcher).get("requests").getAsInt());
        }
        assertEquals(0, server.stats().requests());
        assertEquals(List.of(), server.chronology());
    }

    @Test
    void ninthWatcherIsToldSoAndAPlaceBecomesFree() throws Exception {
        List<RawClient> watchers = new ArrayList<>();
        for (int i = 0; i < LiveFeed.MAX_WATCHERS; i++) {
            watchers.add(watch(server));
        }
        RawClient.Response refused = RawClient.ask(server, "/events");
        assertEquals(503, refused.status());
        assertEquals("8 watch already: close one of their pages\n", refused.body());
        watchers.get(0).close();
        watchers.get(1).resetConnection();
        Await.until("two left", () -> server.stats().connections() == LiveFeed.MAX_WATCHERS - 2);
        watchers.add(watch(server));
        watchers.add(watch(server));
        assertEquals(503, RawClient.ask(server, "/events").status());
        for (RawClient watcher : watchers.subList(2, watchers.size())) {
            assertTrue(readEvent(watcher).has("in_flight"));
            watcher.close();
        }
    }

    @Test
    void watcherIsNotIdle() throws Exception {
        TestServerBuilder impatient = TestServer.builder().idleTimeout(Duration.ofMillis(200));
        try (TestServer strict = impatient.start();
                RawClient watcher = watch(strict)) {
            for (int i = 0; i < 4; i++) {
                assertTrue(readEvent(watcher).has("in_flight"));
            }
        }
    }

    @Test
    void watchingBeginsAfterTheAnswersBefore() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=50") + RawClient.get("/events") + RawClient.get("/stats"));
            assertEquals(".", client.readResponse().body());
            assertEquals(200, client.readHead().status());
            client.send(RawClient.get("/stats"));
            assertEquals(1, readEvent(client).get("requests").getAsInt());
            assertTrue(readEvent(client).has("in_flight"));
        }
    }

    @Test
    void oldClientsAndHeadsAreAnsweredToo() throws Exception {
        try (RawClient old = RawClient.connect(server)) {
            old.send("GET /events HTTP/1.0\r\n\r\n");
            assertEquals("text/event-stream", old.readHead().header("content-type"));
            assertTrue(readEvent(old).has("in_flight"));
        }
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("HEAD", "/events"));
            assertEquals("text/event-stream", client.readHead().header("content-type"));
            assertEquals("", client.readToEnd());
        }
    }

    @Test
    void resetStartsTheCountsOver() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0");
        try (RawClient watcher = watch(server)) {
            assertEquals(1, readEvent(watcher).get("requests").getAsInt());
            server.reset();
            RawClient.ask(server, "/add?name=x&delay=0");
            RawClient.ask(server, "/add?name=x&delay=0");
            JsonObject event = readEvent(watcher);
            for (int i = 0; i < 20 && event.get("requests").getAsInt() != 2; i++) {
                event = readEvent(watcher);
            }
            assertEquals(2, event.get("requests").getAsInt());
        }
    }

    @Test
    void eventTellsWhetherThereIsAdmin() throws Exception {
        try (TestServer closed = TestServer.builder().admin(false).record(0).start();
                RawClient watcher = watch(closed)) {
            JsonObject event = readEvent(watcher);
            assertFalse(event.get("admin").getAsBoolean());
            assertEquals(0, event.get("record").getAsInt());
        }
    }

    @Test
    void closingTheServerEndsTheFeed() throws Exception {
        try (RawClient watcher = watch(server)) {
            readEvent(watcher);
            server.close();
            watcher.readToEnd();
        }
        Await.until("its thread has ended", () -> liveThreads() == 0);
    }

    @Test
    void feedHasNoThreadWhenNobodyWatches() throws Exception {
        Await.until("those of other tests have ended", () -> liveThreads() == 0);
        try (RawClient watcher = watch(server)) {
            readEvent(watcher);
            assertEquals(1, liveThreads());
        }
        Await.until("its thread has ended", () -> liveThreads() == 0);
    }

    private static long liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("overlap-testserver-live"))
                .count();
    }
}
