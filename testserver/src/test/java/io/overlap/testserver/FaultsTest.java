package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client meets under each fault, byte for byte, and how it is counted. */
class FaultsTest {
    private final TestServer server = start(Duration.ofMinutes(5));

    private static TestServer start(Duration idle) {
        try {
            return TestServer.builder().idleTimeout(idle).start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private RawClient asking(String words) throws IOException {
        RawClient client = RawClient.connect(server);
        client.send(RawClient.get("/add?name=x&delay=0&" + words));
        return client;
    }

    @Test
    void emptyClosesInsteadOfAnAnswer() throws Exception {
        try (RawClient client = asking("fault=empty")) {
            assertEquals(0, client.readRest().length);
        }
        assertOutcome(Exchange.NONE, "empty");
    }

    @Test
    void resetIsSeenAsAReset() throws Exception {
        try (RawClient client = asking("fault=reset")) {
            assertThrows(SocketException.class, client::readRest);
        }
        assertOutcome(Exchange.NONE, "reset");
    }

    @Test
    void resetComesAtTheDeadlineAndAfterTheAnswersBefore() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            long start = System.nanoTime();
            client.send(RawClient.get("/add?name=a&delay=0") + RawClient.get("/add?name=b&delay=100&fault=empty"));
            assertEquals(".", client.readResponse().body());
            assertEquals(0, client.readRest().length);
            AddTest.assertPassed(100, start);
        }
    }

    @Test
    void malformedHeadIsNoHttp() throws Exception {
        try (RawClient client = asking("fault=malformed-head")) {
            String head = new String(client.readRest(), StandardCharsets.US_ASCII);
            assertTrue(head.startsWith("HTTP/1.1 2OO OK\r\n"), head);
        }
        assertOutcome(200, "malformed-head");
    }

    @Test
    void bigHeaderIsAsBigAsAsked() throws Exception {
        try (RawClient client = asking("fault=big-header&header-size=100kB")) {
            RawClient.Response response = client.readResponse();
            assertEquals(100_000, response.header("filler").length());
            assertEquals(".", response.body());
        }
        assertOutcome(200, "big-header");
    }

    @Test
    void shortBodyEndsBeforeItsLength() throws Exception {
        try (RawClient client = asking("fault=short&size=1000")) {
            assertEquals("1000", client.readHead().header("content-length"));
            assertEquals(500, client.readRest().length);
        }
        assertOutcome(200, "short");
    }

    @Test
    void bodyIsResetInItsMiddle() throws Exception {
        try (RawClient client = asking("fault=reset-body&size=1000")) {
            assertEquals("1000", client.readHead().header("content-length"));
            assertThrows(SocketException.class, () -> {
                client.readRest();
                client.readRest();
            });
        }
        assertOutcome(200, "reset-body");
    }

    @Test
    void malformedChunkStandsAfterGoodOnes() throws Exception {
        try (RawClient client = asking("fault=malformed-chunk&size=1000")) {
            assertEquals("chunked", client.readHead().header("transfer-encoding"));
            String chunks = new String(client.readRest(), StandardCharsets.ISO_8859_1);
            assertTrue(chunks.startsWith("1f4\r\n"), chunks);
            assertTrue(chunks.endsWith("\r\nzz\r\n"), chunks);
        }
        assertOutcome(200, "malformed-chunk");
    }

    @Test
    void stallsUntilTheHoldIsOver() throws Exception {
        long start = System.nanoTime();
        try (RawClient client = asking("fault=stall&hold=150")) {
            assertEquals(0, client.readRest().length);
            AddTest.assertPassed(150, start);
        }
        assertOutcome(Exchange.NONE, "stall");
    }

    @Test
    void noHoldIsLongerThanTheIdleTimeout() throws Exception {
        try (TestServer hasty = start(Duration.ofMillis(200));
                RawClient client = RawClient.connect(hasty)) {
            client.send(RawClient.get("/add?name=x&delay=0&fault=stall&hold=1h"));
            assertEquals(0, client.readRest().length);
        }
    }

    @Test
    void whoLeavesAStallIsCancelled() throws Exception {
        try (RawClient client = asking("fault=stall")) {
            Await.until("it stalls", () -> server.stats().faults().containsKey("stall"));
            assertEquals(1, server.stats().inFlight());
            client.resetConnection();
        }
        assertOutcome(Exchange.CANCELLED, "stall");
    }

    @Test
    void stallsInTheBody() throws Exception {
        long start = System.nanoTime();
        try (RawClient client = asking("fault=stall-body&size=1000&hold=150")) {
            client.readHead();
            assertEquals(500, client.readRest().length);
            AddTest.assertPassed(150, start);
        }
        assertOutcome(200, "stall-body");
    }

    @Test
    void closesSlowlyWhatItSaysItCloses() throws Exception {
        try (RawClient client = asking("fault=slow-close&hold=150")) {
            RawClient.Response response = client.readResponse();
            long answered = System.nanoTime();
            assertEquals("close", response.header("connection"));
            assertEquals(0, client.readRest().length);
            AddTest.assertPassed(100, answered);
        }
        assertOutcome(200, "slow-close");
    }

    @Test
    void bombInflatesAThousandTimes() throws Exception {
        try (RawClient client = asking("fault=gzip-bomb&size=20MiB")) {
            RawClient.Response head = client.readHead();
            assertEquals("gzip", head.header("content-encoding"));
            byte[] wire = client.readExactly(Integer.parseInt(head.header("content-length")));
            assertTrue(wire.length < 100_000, () -> wire.length + " bytes");
            try (GZIPInputStream inflated = new GZIPInputStream(new ByteArrayInputStream(wire))) {
                assertEquals(20 << 20, inflated.transferTo(OutputStream.nullOutputStream()));
            }
        }
    }

    @Test
    void endlessBodyEndsAtTheMostTheServerSends() throws Exception {
        try (TestServer small = TestServer.builder().maxStream(300_000).start();
                RawClient client = RawClient.connect(small)) {
            client.send(RawClient.get("/add?name=x&delay=0&fault=endless&encoding=gzip"));
            RawClient.Response head = client.readHead();
            assertEquals("chunked", head.header("transfer-encoding"));
            assertEquals("", head.header("content-encoding"), "it is not compressed");
            byte[] chunks = client.readRest();
            assertTrue(chunks.length > 300_000, () -> chunks.length + " bytes");
            assertFalse(new String(chunks, StandardCharsets.ISO_8859_1).endsWith("0\r\n\r\n"));
        }
    }

    @Test
    void whoTakesNothingDoesNotFillTheMemory() throws Exception {
        try (RawClient client = RawClient.connectWithSmallBuffers(server)) {
            client.send(RawClient.get("/add?name=x&delay=0&fault=big-header&header-size=1MiB")
                    .repeat(500));
            Await.until("some are answered", () -> server.stats().byStatus().getOrDefault(200, 0L) > 0);
            Await.pause(200);
            long answered = server.stats().byStatus().getOrDefault(200, 0L);
            assertTrue(answered < 20, () -> answered + " MiB written for a client that takes none");
        }
        Await.until("the others are cancelled", () -> server.stats().inFlight() == 0);
    }

    @Test
    void redirectsLeadToTheAnswerAfterSoMany() throws Exception {
        String target = "/add?redirect=2&name=x&delay=0";
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawClient.Response response = RawClient.ask(server, target);
            statuses.add(response.status());
            target = response.header("location");
        }
        assertEquals(List.of(302, 302, 200), statuses);
    }

    @Test
    void loopLeadsToItself() throws Exception {
        RawClient.Response response = RawClient.ask(server, "/add?name=x&delay=0&redirect=loop&status=308");
        assertEquals(308, response.status());
        assertEquals("/add?name=x&delay=0&redirect=loop&status=308", response.header("location"));
    }

    @Test
    void firstRequestsFailAndTheNextSucceeds() throws Exception {
        String target = "/add?name=x&delay=0&status=503&times=2&retry-after=1";
        for (int i = 0; i < 2; i++) {
            RawClient.Response refused = RawClient.ask(server, target);
            assertEquals(503, refused.status());
            assertEquals("1", refused.header("retry-after"));
        }
        assertEquals(200, RawClient.ask(server, target).status());
        assertEquals(503, RawClient.ask(server, target, "Overlap-Trial: other").status());
        server.reset();
        assertEquals(503, RawClient.ask(server, target).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void someStatusesHaveNoBody(int status) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=0&status=" + status) + RawClient.get("/add?name=y&delay=0"));
            RawClient.Response head = client.readHead();
            assertEquals(status, head.status());
            assertEquals("", head.header("content-length"));
            assertEquals(".", client.readResponse().body());
        }
    }

    @Test
    void probabilityIsMetAndTheSameEachTime() throws Exception {
        List<Integer> first = statuses(1_000);
        server.reset();
        assertEquals(first, statuses(1_000));
        long failed = first.stream().filter(status -> status == 503).count();
        long refused = first.stream().filter(status -> status == 429).count();
        assertTrue(failed > 150 && failed < 250, () -> failed + " of 1000 at 0.2"); // 3.9 standard deviations
        assertTrue(refused > 60 && refused < 140, () -> refused + " of 1000 at 0.1");
    }

    private List<Integer> statuses(int count) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        try (RawClient client = RawClient.connect(server)) {
            for (int i = 0; i < count; i++) {
                client.send(RawClient.get("/add?name=x&delay=0&status=503:0.2,429:0.1"));
                statuses.add(client.readResponse().status());
            }
        }
        return statuses;
    }

    @Test
    void faultsAreCombined() throws Exception {
        try (RawClient client = asking("status=500&fault=big-header,short&size=10&header-size=2000&trickle=100")) {
            RawClient.Response head = client.readHead();
            assertEquals(500, head.status());
            assertEquals(2_000, head.header("filler").length());
            assertEquals(5, client.readRest().length);
        }
        Await.until("ended", () -> server.stats().inFlight() == 0);
        assertEquals(Map.of("big-header", 1L, "short", 1L), server.stats().faults());
    }

    @Test
    void faultsThatAnotherForestalledAreNotCounted() throws Exception {
        try (RawClient client = asking("fault=big-header,short,empty&size=10")) {
            assertEquals(0, client.readRest().length);
        }
        assertOutcome(Exchange.NONE, "empty");
    }

    @Test
    void closingTheServerEndsBodiesAndHolds() throws Exception {
        try (RawClient trickle = asking("size=1000&trickle=1h");
                RawClient stall = asking("fault=stall")) {
            trickle.readHead();
            Await.until("it stalls", () -> server.stats().faults().containsKey("stall"));
            server.close();
            assertTrue(trickle.readRest().length < 1_000);
            assertEquals(0, stall.readRest().length);
        }
        assertEquals(Map.of(200, 1L, Exchange.CANCELLED, 1L), server.stats().byStatus());
        assertEquals(0, server.stats().inFlight());
    }

    @Test
    void savingMeetsFaultsToo() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/save?delay=0&fault=empty&times=1", "Content-Length: 3") + "[1]");
            assertEquals(0, client.readRest().length);
        }
        assertEquals(0, server.saved().count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fault=sloth | unknown fault: sloth (stall, reset, empty,",
                "fault=reset:2 | probability of fault not within 0 and 1: 2",
                "status=503:x | probability of status not within 0 and 1: x",
                "p=NaN | p not within 0 and 1: NaN",
                "status=99 | status not within 200 and 599: 99",
                "status=503:0.6,500:0.6 | not statuses: status=503:0.6,500:0.6",
                "redirect=-2 | redirect not within 0 and 1000: -2",
                "times=x | times not within 0 and 2147483647: x",
                "size=2GiB | size over 1073741824 bytes: 2GiB",
                "size=-1 | not a number of bytes: size=-1",
                "rate=0 | rate < 1 byte/s: 0",
                "encoding=br | unknown encoding: br (gzip or deflate)",
                "charset=klingon | unknown charset: klingon",
                "chunked=perhaps | chunked is neither true nor false: perhaps",
                "hold=x | not a delay: x",
                "header-size=9MB | header-size over 1048576 bytes: 9MB"
            })
    void wrongWordIsToldInOneLine(String words, String message) throws Exception {
        RawClient.Response response = RawClient.ask(server, "/add?name=x&delay=0&" + words);
        assertEquals(400, response.status());
        assertTrue(response.body().startsWith(message), response.body());
        assertEquals(1, response.body().lines().count());
    }

    private void assertOutcome(int status, String fault) {
        Await.until("ended", () -> server.stats().inFlight() == 0);
        assertEquals(Map.of(status, 1L), server.stats().byStatus());
        assertEquals(Map.of(fault, 1L), server.stats().faults());
    }
}
