package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers over HTTP/2 that take their time or go wrong; and the live feed. */
class H2FaultsTest extends H2Served {
    H2FaultsTest() throws IOException {}

    @Test
    void bodyOfAnySizeIsSentAsTheWindowAllows() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(1, "/add?name=x&delay=0&size=200000");
            int bytes = 0;
            while (bytes < 65_535) {
                bytes += client.read(H2Client.DATA).payload().remaining();
            }
            assertEquals(65_535, bytes);
            client.enlargeWindow(0, 1 << 24);
            client.enlargeWindow(1, 1 << 24);
            H2Client.Frame frame = client.read(H2Client.DATA);
            while ((frame.flags() & H2Client.END_STREAM) == 0) {
                bytes += frame.payload().remaining();
                frame = client.read(H2Client.DATA);
            }
            assertEquals(200_000, bytes + frame.payload().remaining());
        }
    }

    @Test
    void trickleTakesItsTimeAndHoldsNoOther() throws Exception {
        long start = System.nanoTime();
        try (H2Client client = H2Client.connect(server)) {
            client.raw()
                    .sendBytes(H2Client.request(
                            "GET", 1, "/add?name=a&delay=0&size=1000&charset=us-ascii&trickle=200ms", true));
            client.get(3, "/add?name=b&delay=0");
            assertEquals(3, client.readAnswer().stream());
            H2Client.Answer answer = client.readAnswer();
            AddTest.assertPassed(200, start);
            assertEquals("1000", answer.header("content-length"));
            assertEquals(1_000, answer.body().length());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reset,      8, 444",
        "empty,      2, 444",
        "stall,      2, 444",
        "short,      2, 200",
        "reset-body, 8, 200",
        "stall-body, 2, 200",
    })
    void faultResetsItsStreamAndTheOthersGoOn(String fault, String code, int counted) throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(1, "/add?name=x&delay=0&size=1000&hold=50ms&fault=" + fault);
            H2Client.Answer answer = client.readAnswer();
            assertEquals(0, answer.status());
            assertEquals(code, answer.body());
            client.get(3, "/add?name=y&delay=0&size=10");
            assertEquals(10, client.readAnswer().body().length());
        }
        assertEquals(Map.of(fault, 1L), server.stats().faults());
        assertEquals(
                counted == 200 ? Map.of(200, 2L) : Map.of(200, 1L, counted, 1L),
                server.stats().byStatus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed-head", "malformed-chunk", "slow-close"})
    void whatOnlyHttp1CanSayIsToldSo(String fault) throws Exception {
        H2Client.Answer answer = H2Client.ask(server, "GET", "/add?name=x&delay=1h&fault=" + fault);
        assertEquals(501, answer.status());
        assertEquals("fault=" + fault + " is of HTTP/1.1 only\n", answer.body());
        assertEquals(Map.of(), server.stats().faults());
    }

    @Test
    void headersAndStatusesAreSaidAsOverHttp1() throws Exception {
        H2Client.Answer busy = H2Client.ask(server, "GET", "/add?name=x&delay=0&status=503&retry-after=7");
        assertEquals(503, busy.status());
        assertEquals("7", busy.header("retry-after"));
        H2Client.Answer moved = H2Client.ask(server, "GET", "/add?name=x&delay=0&redirect=1");
        assertEquals(302, moved.status());
        assertTrue(moved.header("location").startsWith("/add?"), moved::toString);
        H2Client.Answer packed = H2Client.ask(server, "GET", "/add?name=x&delay=0&size=9&encoding=gzip");
        assertEquals("gzip", packed.header("content-encoding"));
        assertEquals(200, packed.status());
    }

    @Test
    void endlessBodyEndsWithItsStream() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(1, "/add?name=x&delay=0&fault=endless");
            client.read(H2Client.DATA);
            client.reset(1);
            client.enlargeWindow(0, 1 << 24);
            client.get(3, "/add?name=y&delay=0");
            H2Client.Frame frame = client.read(H2Client.DATA);
            while (frame.stream() != 3) {
                frame = client.read(H2Client.DATA);
            }
            assertEquals(".", frame.text());
        }
    }

    @Test
    void answerThatIsNotTakenIsNotWaitedForLongerThanIdling() throws Exception {
        long start = System.nanoTime();
        try (TestServer hasty =
                        TestServer.builder().idleTimeout(Duration.ofMillis(200)).start();
                H2Client client = H2Client.connect(hasty)) {
            client.get(1, "/add?name=x&delay=0&size=1000000");
            client.read(H2Client.GOAWAY);
            AddTest.assertPassed(200, start);
        }
    }

    @Test
    void feedIsWatchedOverAStreamAndItsPlaceIsGivenBack() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            for (int stream = 1; stream <= 2 * LiveFeed.MAX_WATCHERS + 1; stream += 2) {
                client.get(stream, "/events");
                H2Client.Frame event = client.read(H2Client.DATA);
                assertEquals(stream, event.stream());
                assertTrue(event.text().startsWith("data: {\"server\":\"overlap\""), event::text);
                client.reset(stream);
                client.awaitPong();
            }
        }
    }
}
