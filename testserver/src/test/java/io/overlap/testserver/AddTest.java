package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What /add answers, and not before when. */
class AddTest {
    private static final Pattern TIMING = Pattern.compile("plan;dur=([0-9.]+), late;dur=([0-9.]+)");

    private final TestServer server;

    AddTest() throws IOException {
        server = TestServer.builder().delay(Duration.ofMillis(250)).start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void dotComesNotBeforeItsDelay() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            long start = System.nanoTime();
            client.send(RawClient.get("/add?name=x&delay=150"));
            RawClient.Response response = client.readResponse();
            assertPassed(150, start);
            assertEquals(200, response.status());
            assertEquals(".", response.body());
            assertEquals("text/plain; charset=utf-8", response.header("content-type"));
        }
    }

    @Test
    void noDelayIsAnsweredAtOnce() throws Exception {
        RawClient.Response response = RawClient.ask(server, "/add?name=x&delay=0");
        assertEquals(".", response.body());
        assertEquals(0, planOf(response));
    }

    @Test
    void delayNotNamedIsTheOptions() throws Exception {
        long start = System.nanoTime();
        RawClient.Response response = RawClient.ask(server, "/add?name=x");
        assertPassed(250, start);
        assertEquals(250, planOf(response));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "100ms", "0.1s", "100000us", "100.000", "%31%30%30"})
    void delayIsReadInAnyUnit(String delay) throws Exception {
        long start = System.nanoTime();
        RawClient.Response response = RawClient.ask(server, "/add?name=x&delay=" + delay);
        assertPassed(100, start);
        assertEquals(100, planOf(response));
    }

    @Test
    void timingTellsPlanAndLateness() throws Exception {
        RawClient.Response response = RawClient.ask(server, "/add?name=x&delay=1500us");
        assertEquals(1.5, planOf(response));
        Matcher timing = TIMING.matcher(response.header("server-timing"));
        assertTrue(timing.matches());
        assertTrue(Double.parseDouble(timing.group(2)) < 10_000, timing::group);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=a+b%2Fc%C3%A9&delay=0",
                "delay=0&name=a%20b/c%c3%a9",
                "name=no&nameless=1&other&name=a+b/c%C3%A9&delay=0",
            })
    void nameIsKeptDecoded(String query) throws Exception {
        assertEquals(200, RawClient.ask(server, "/add?" + query).status());
        assertEquals("a b/cé", server.chronology().get(0).name());
    }

    @Test
    void bodyOfAGetIsConsumed() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=0", "Content-Length: 5") + "GET /");
            client.send(RawClient.get("/add?name=b&delay=0"));
            assertEquals(".", client.readResponse().body());
            assertEquals(".", client.readResponse().body());
            assertEquals(2, server.stats().requests());
        }
    }

    @Test
    void postAnswersTheBooksJsonAfterATenthOfASecond() throws Exception {
        try (TestServer plain = TestServer.start();
                RawClient client = RawClient.connect(plain)) {
            long start = System.nanoTime();
            client.send(RawClient.request("POST", "/add", "Content-Length: 8") + "{\"n\": 1}");
            RawClient.Response response = client.readResponse();
            assertPassed(100, start);
            assertEquals("{\"result\":\"ok\",\"t\":0.1}", response.body());
            assertEquals("application/json", response.header("content-type"));
            client.send(RawClient.request("POST", "/add?name=y&delay=0", "Content-Length: 0"));
            assertEquals("{\"result\":\"ok\",\"t\":0.0}", client.readResponse().body());
        }
    }

    @Test
    void chunkedBodyIsConsumed() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/add?delay=0", "Transfer-Encoding: chunked")
                    + "3\r\nabc\r\n10;x=y\r\n0123456789abcdef\r\n0\r\nTrailer: x\r\n\r\n"
                    + RawClient.get("/add?name=next&delay=0"));
            assertEquals("{\"result\":\"ok\",\"t\":0.0}", client.readResponse().body());
            assertEquals(".", client.readResponse().body());
        }
    }

    @Test
    void answerWaitsForTheWholeBody() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/add?delay=0", "Content-Length: 4") + "ab");
            client.send("c");
            Await.until("the head is decoded", () -> server.stats().inFlight() == 1);
            Await.pause(50);
            assertEquals(1, server.stats().inFlight());
            client.send("d" + RawClient.get("/add?name=next&delay=0"));
            assertEquals(200, client.readResponse().status());
            assertEquals(".", client.readResponse().body());
        }
    }

    @Test
    void clientThatAsksFirstIsToldToContinue() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/add?delay=0", "Content-Length: 1", "Expect: 100-continue"));
            assertEquals(100, client.readHead().status());
            client.send("x");
            assertEquals(200, client.readResponse().status());
        }
    }

    @Test
    void exchangeIsKeptWithItsTimes() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=u1&delay=50", "Overlap-Trial: async-1"));
            client.readResponse();
        }
        Exchange exchange = server.chronology().get(0);
        assertEquals("async-1", exchange.trial());
        assertEquals(1, exchange.connection());
        assertEquals("u1", exchange.name());
        assertEquals(200, exchange.status());
        assertEquals(50_000_000, exchange.deadlineNanos() - exchange.arrivedNanos());
        assertTrue(exchange.lateNanos() >= 0, exchange::toString);
    }

    private static double planOf(RawClient.Response response) {
        Matcher timing = TIMING.matcher(response.header("server-timing"));
        assertTrue(timing.matches(), () -> "Server-Timing: " + response.header("server-timing"));
        return Double.parseDouble(timing.group(1));
    }

    static void assertPassed(long millis, long startNanos) {
        long passed = System.nanoTime() - startNanos;
        assertTrue(passed >= millis * 1_000_000, () -> "after " + passed / 1e6 + " ms, not " + millis);
    }
}
