package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 clients that break the rules, ask for too much or take their time. */
class H2BoundsTest extends H2Served {
    private static final int REFUSED_STREAM = 7;
    private static final int IDLE = 200;

    private final TestServer hasty;
    private final long start = System.nanoTime();

    H2BoundsTest() throws IOException {
        hasty = TestServer.builder().idleTimeout(Duration.ofMillis(IDLE)).start();
    }

    @AfterEach
    void hastyOneEndsToo() {
        end(hasty);
    }

    @Test
    void boundsAreAnnounced() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            ByteBuffer payload = client.read(H2Client.SETTINGS).payload();
            Map<Integer, Integer> settings = new HashMap<>();
            while (payload.hasRemaining()) {
                settings.put((int) payload.getShort(), payload.getInt());
            }
            assertEquals(H2Builder.MAX_STREAMS, settings.get(3));
            assertEquals(TestServer.MAX_HEAD, settings.get(6));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamBeyondTheBoundIsRefusedAndTheOthersGoOn(boolean acknowledges) throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            if (acknowledges) {
                client.send(H2Client.SETTINGS, H2Client.ACK, 0);
            }
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            for (int i = 0; i <= H2Builder.MAX_STREAMS; i++) {
                requests.writeBytes(H2Client.request("GET", 2 * i + 1, "/add?name=x&delay=1h", true));
            }
            client.raw().sendBytes(requests.toByteArray());
            H2Client.Answer refused = client.readAnswer();
            assertEquals(2 * H2Builder.MAX_STREAMS + 1, refused.stream());
            assertEquals("" + REFUSED_STREAM, refused.body());
            assertEquals(H2Builder.MAX_STREAMS, server.stats().inFlight());
            client.reset(1);
            client.get(4001, "/add?name=x&delay=0");
            assertEquals(200, client.readAnswer().status());
        }
    }

    @Test
    void headThatIsTooLongIsToldSoAndCounted() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(1, "/add?name=x&delay=0", "long", "x".repeat(TestServer.MAX_HEAD));
            assertEquals(431, client.readAnswer().status());
            client.get(3, "/add?delay=0&name=" + "x".repeat(TestServer.MAX_LINE));
            H2Client.Answer answer = client.readAnswer();
            while (answer.stream() == 1) {
                answer = client.readAnswer(); // its reset
            }
            assertEquals(414, answer.status());
            client.get(5, "/add?name=x&delay=0");
            assertEquals(200, client.readAnswer().status());
        }
        assertEquals(Map.of(200, 1L, 414, 1L, 431, 1L), server.stats().byStatus());
    }

    @Test
    void trailersThatAreTooLongRefuseTheirRequestAndAreNoOther() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.raw().sendBytes(H2Client.request("POST", 1, "/save?delay=0", false));
            client.data(1, false, "[1]");
            ByteArrayOutputStream trailer = new ByteArrayOutputStream();
            H2Client.header(trailer, "long", "x".repeat(TestServer.MAX_HEAD));
            client.send(H2Client.HEADERS, H2Client.END_HEADERS | H2Client.END_STREAM, 1, trailer.toByteArray());
            assertEquals(431, client.readAnswer().status());
        }
        assertEquals(Map.of(431, 1L), server.stats().byStatus());
        assertEquals(0, server.saved().count());
    }

    @Test
    void bodyThatIsTooLongIsRefusedAndNotReadOn() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.raw().sendBytes(H2Client.request("POST", 1, "/add?delay=1h", false));
            int window = 65_535;
            int sent = 0;
            while (sent <= Connection.MAX_REQUEST_BODY) {
                while (window < 16_000) {
                    H2Client.Frame update = client.read(H2Client.WINDOW_UPDATE);
                    window += update.stream() == 0 ? update.payload().getInt() : 0;
                }
                client.data(1, false, "x".repeat(16_000));
                window -= 16_000;
                sent += 16_000;
            }
            assertEquals(413, client.readAnswer().status());
            H2Client.Answer reset = client.readAnswer();
            assertEquals("0", reset.body()); // NO_ERROR: the answer holds, just send no more
            client.get(3, "/add?name=x&delay=0");
            assertEquals(200, client.readAnswer().status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000 00 00 00000000", // DATA on the connection
                "000001 00 00 00000001 00", // DATA on a stream that was never opened
                "000001 01 05 00000000 82", // HEADERS on the connection
                "000001 01 05 00000002 82", // HEADERS on a stream that only a server may open
                "000001 01 05 00000001 ff", // HPACK: a number cut off
                "000001 01 05 00000001 c0", // HPACK: no such entry
                "000005 01 05 00000001 828684ffff", // HPACK: broken after some headers
                "000004 03 00 00000001 00000008", // RST_STREAM of a stream that was never opened
                "000003 03 00 00000001 000000", // RST_STREAM too short
                "000005 04 00 00000000 0000000000", // SETTINGS of no whole entry
                "000006 04 00 00000000 000400000000 000001 04 00 00000000 00",
                "000006 04 00 00000000 0004ffffffff", // SETTINGS: a window that is too large
                "000006 04 00 00000000 000500000001", // SETTINGS: a frame size that is too small
                "000001 06 00 00000000 00", // PING too short
                "000004 08 00 00000000 00000000", // WINDOW_UPDATE by nothing
                "000004 08 00 00000000 7fffffff", // WINDOW_UPDATE beyond the largest window
                "000000 09 04 00000001", // CONTINUATION of nothing
                "000001 01 01 00000001 82 000000 00 00 00000001", // HEADERS that are not continued
                "ffffff 00 00 00000001", // larger than any frame may be
                "00000a 05 04 00000001 00000002828684000000", // PUSH_PROMISE of a client
                "000003 07 00 00000000 000000", // GOAWAY too short
            })
    void frameThatBreaksTheRulesEndsItsStreamOrTheConnection(String hex) throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.raw().sendBytes(H2Client.bytes(hex));
            H2Client.Frame frame = client.read();
            while (frame.type() != H2Client.RST_STREAM && frame.type() != H2Client.GOAWAY) {
                frame = client.read();
            }
            assertTrue(frame.errorCode() > 0, frame::toString);
        }
        assertEquals(200, H2Client.ask(server, "GET", "/add?name=x&delay=0").status());
        assertEquals(1, server.stats().byStatus().get(200));
    }

    @Test
    void noiseAfterThePrefaceEndsTheConnectionWithGoAway() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[1_000];
            random.nextBytes(noise);
            noise[0] = 0; // a length that may be
            try (H2Client client = H2Client.connect(server)) {
                client.raw().sendWhatIsTaken(new String(noise, StandardCharsets.ISO_8859_1));
                client.raw().sendWhatIsTaken(new String(new byte[20_000], StandardCharsets.ISO_8859_1));
                client.raw().resetConnection();
            }
        }
        Await.until("closed", () -> server.stats().connections() == 0);
        assertEquals(200, H2Client.ask(server, "GET", "/add?name=x&delay=0").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\rx\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nGET /add HTTP/1.1\r\n\r\n",
                "PRX * HTTP/2.0\r\n\r\n"
            })
    void almostThePrefaceIsHttp1(String almost) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(almost);
            int status = client.readResponse().status();
            assertTrue(status == 404 || status == 400, "status " + status);
        }
    }

    @Test
    void prefaceMayComeByteByByte() throws Exception {
        try (RawClient raw = RawClient.connect(server)) {
            raw.sendSlowly(H2Client.PREFACE.substring(0, 23), 1);
            raw.sendBytes(new byte[] {'\n'});
            raw.sendBytes(H2Client.frame(H2Client.SETTINGS, 0, 0));
            raw.sendBytes(H2Client.request("GET", 1, "/add?name=x&delay=0", true));
            Await.until("answered", () -> server.stats().byStatus().equals(Map.of(200, 1L)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
    void connectionThatAsksNothingIsClosed(String begun) throws Exception {
        try (RawClient client = RawClient.connect(hasty)) {
            client.send(begun);
            client.readToEnd();
            AddTest.assertPassed(IDLE, start);
        }
    }

    @Test
    void pingsDoNotKeepAnIdleConnectionOpen() throws Exception {
        try (H2Client client = H2Client.connect(hasty)) {
            boolean open = true;
            for (int i = 0; open && i < 1_000; i++) {
                try {
                    client.send(H2Client.PING, 0, 0, new byte[8]);
                    Await.pause(10);
                } catch (IOException closed) {
                    open = false;
                }
            }
            assertTrue(!open, "still open after 10 s of pings");
            AddTest.assertPassed(IDLE, start);
        }
    }

    @Test
    void bodyThatIsNotCompletedIsResetAndTheOthersGoOn() throws Exception {
        try (H2Client client = H2Client.connect(hasty)) {
            client.get(1, "/add?name=x&delay=600");
            client.raw().sendBytes(H2Client.request("POST", 3, "/add?delay=0", false));
            client.data(3, false, "abc");
            H2Client.Answer reset = client.readAnswer();
            assertEquals(3, reset.stream());
            assertEquals(0, reset.status());
            assertEquals(1, client.readAnswer().stream());
            client.read(H2Client.GOAWAY); // idle from here on
        }
        assertEquals(Map.of(200, 1L, Exchange.CANCELLED, 1L), hasty.stats().byStatus());
    }

    @Test
    void bodyMayTakeAsLongAsTheIdleTimeoutWhateverCameBefore() throws Exception {
        try (TestServer idling =
                        TestServer.builder().idleTimeout(Duration.ofSeconds(1)).start();
                H2Client client = H2Client.connect(idling)) {
            long connected = System.nanoTime();
            Await.pause(600);
            assumeTrue(System.nanoTime() - connected < 900_000_000L, "this machine is too busy to tell");
            client.raw().sendBytes(H2Client.request("POST", 1, "/add?delay=0", false));
            Await.until("the head is decoded", () -> idling.stats().inFlight() == 1);
            Await.pause(600);
            assumeTrue(System.nanoTime() - connected < 1_500_000_000L, "this machine is too busy to tell");
            client.data(1, true, "x");
            assertEquals(200, client.readAnswer().status());
        }
    }
}
