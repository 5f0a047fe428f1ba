package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not HTTP, or too much of it: answered with the reason where one can be given, then closed. */
class MalformedTest {
    private static final int MEBIBYTE = 1 << 20;

    private final TestServer server;

    MalformedTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void countsAddUp() {
        Await.until("all ended", () -> server.stats().inFlight() == 0);
        LedgerTest.assertAddsUp(server.stats());
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "GET\r\n\r\n",
                "GET /add?name=x\r\n\r\n",
                "GET /add?name=x HTTP\r\nHost: x\r\n\r\n",
                "GET /add?name=x XTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\n\u00b7\u001e\u0084\n\n\n",
                "\u0000\u0001\u00ff\u00fe\n\u0080\u0081 \n\n",
                "GET /add?name=x HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET /add?name=x HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n",
                "GET /add?name=x HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
                "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
                "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
                "POST /add HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n",
                "POST /add HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n",
            })
    void garbageIsABadRequestAndTheEnd(String garbage) throws Exception {
        assertEndsWith(400, garbage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n", "Host: a\r\nName: x\r\nHOST: a\r\n"})
    void hostIsNamedOnce(String hosts) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("POST /add?delay=1h HTTP/1.1\r\n" + hosts + "Content-Length: 5\r\n\r\nabcde");
            RawClient.Response response = assertLast(400, client);
            assertEquals("not HTTP/1.1: no Host header, or more than one\n", response.body());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void noiseIsABadRequestOrTooLongAndTheEnd(int seed) throws Exception {
        byte[] noise = new byte[20_000];
        new Random(seed).nextBytes(noise);
        try (RawClient client = RawClient.connect(server)) {
            client.sendWhatIsTaken(new String(noise, ISO_8859_1));
            String all = client.readToEnd();
            assertTrue(all.startsWith("HTTP/1.1 4"), all);
        }
    }

    @Test
    void floodOfEmptyLinesEndsTheConnection() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.sendWhatIsTaken("\r\n\r\n".repeat(25_000));
            assertTrue(client.readToEnd().startsWith("HTTP/1.1 4"));
        }
    }

    @Test
    void fewEmptyLinesBeforeARequestAreSkipped() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("\r\n\r\n" + RawClient.get("/add?name=x&delay=0"));
            assertEquals(200, client.readResponse().status());
        }
    }

    @Test
    void longestRequestLineIsAnsweredAndALongerOneIsNot() throws Exception {
        String line = "GET /add?delay=0&name= HTTP/1.1";
        String longest = "x".repeat(TestServer.MAX_LINE - line.length());
        assertEquals(200, RawClient.ask(server, "/add?delay=0&name=" + longest).status());
        assertEndsWith(414, RawClient.get("/add?delay=0&name=" + longest + "y"));
        assertEndsWith(414, "GET /" + "x".repeat(100_000));
        assertEndsWith(414, "x".repeat(100_000));
    }

    @Test
    void longHeadIsAnsweredAndALongerOneIsNot() throws Exception {
        String target = "/add?delay=0&name=x";
        String longest = "x".repeat(TestServer.MAX_HEAD - 200);
        assertEquals(200, RawClient.ask(server, target, "Long: " + longest).status());
        assertEndsWith(431, RawClient.get(target, "Long: " + longest + "y".repeat(200)));
        String[] many = new String[2_000];
        Arrays.fill(many, "Many: x");
        assertEndsWith(431, RawClient.get(target, many));
    }

    private void assertEndsWith(int status, String request) throws IOException {
        try (RawClient client = RawClient.connect(server)) {
            client.sendWhatIsTaken(request);
            assertLast(status, client);
        }
    }

    /** The last answer: one line with the reason, and the connection is closed. */
    private static RawClient.Response assertLast(int status, RawClient client) throws IOException {
        RawClient.Response response = client.readResponse();
        assertEquals(status, response.status(), response::toString);
        assertEquals("close", response.header("connection"));
        assertEquals(response.body().length() - 1, response.body().indexOf('\n'), response::toString);
        assertEquals("", client.readToEnd());
        return response;
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nBad\r\n\r\n"})
    void earlierAnswersComeFirst(String garbage) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            long start = System.nanoTime();
            client.send(RawClient.get("/add?name=a&delay=100") + RawClient.get("/add?name=b&delay=0") + garbage);
            assertEquals(".", client.readResponse().body());
            AddTest.assertPassed(100, start);
            assertEquals(".", client.readResponse().body());
            assertLast(400, client);
            assertEquals(Map.of(200, 2L, 400, 1L), server.stats().byStatus());
        }
    }

    @Test
    void nothingAfterGarbageIsAnswered() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("garbage\r\n\r\n" + RawClient.get("/add?name=x&delay=0").repeat(10));
            assertLast(400, client);
            assertEquals(1, server.stats().requests());
        }
    }

    @Test
    void bodyOfOneMebibyteIsTakenAndALongerOneIsNot() throws Exception {
        String body = "x".repeat(MEBIBYTE);
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/add?delay=0", "Content-Length: " + MEBIBYTE) + body);
            assertEquals(200, client.readResponse().status());
            client.send(RawClient.request("POST", "/add?delay=1h", "Content-Length: " + (MEBIBYTE + 1)) + body + "y");
            assertLast(413, client);
        }
        try (RawClient client = RawClient.connect(server)) {
            String chunk = Integer.toHexString(MEBIBYTE / 8) + "\r\n" + body.substring(0, MEBIBYTE / 8) + "\r\n";
            client.send(RawClient.request("POST", "/add?delay=0", "Transfer-Encoding: chunked") + chunk.repeat(8));
            client.send("1\r\nx");
            assertLast(413, client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST /add?delay=0 HTTP/1.1\r\nHost: x\r\nContent-Length: 33554432\r\n\r\n", "garbage\r\n\r\n"})
    void whoIsStillSendingHearsTheAnswer(String head) throws Exception {
        byte[] part = new byte[MEBIBYTE];
        try (RawClient client = RawClient.connect(server)) {
            client.send(head);
            for (int i = 0; i < 32; i++) {
                client.sendBytes(part); // a connection closed at once would break here
            }
            assertTrue(client.readResponse().status() >= 400);
            assertEquals(0, client.readRest().length, "not even a reset after it");
        }
        Await.until("gone", () -> server.stats().connections() == 0);
    }

    @Test
    void whoGoesOnSendingIsNotListenedToForLong() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestServer closing = TestServer.builder().clock(clock).start();
                RawClient client = RawClient.connect(closing)) {
            client.send("garbage\r\n\r\n");
            assertLast(400, client);
            assertEquals(1, closing.stats().connections());
            clock.advance(Duration.ofSeconds(5));
            Await.until("closed", () -> closing.stats().connections() == 0);
        }
    }

    @Test
    void bodyWithoutEndIsCutOff() throws Exception {
        byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(ISO_8859_1);
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/add?delay=1h", "Transfer-Encoding: chunked"));
            for (int sent = 0; sent < 256 * MEBIBYTE; sent += chunk.length) {
                client.sendBytes(chunk);
            }
            throw new AssertionError("256 MiB were taken");
        } catch (IOException closed) {
            Await.until("refused", () -> server.stats().byStatus().getOrDefault(413, 0L) == 1);
        }
    }
}
