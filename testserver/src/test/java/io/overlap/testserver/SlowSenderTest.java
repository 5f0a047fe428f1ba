package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time: how long they may, and that waiting for an answer is not idling. */
class SlowSenderTest {
    private static final int IDLE = 200;

    private final TestServer patient;
    private final TestServer hasty;
    private final long start = System.nanoTime();

    SlowSenderTest() throws IOException {
        patient = TestServer.start();
        hasty = startIdlingFor(IDLE);
    }

    @AfterEach
    void close() {
        patient.close();
        hasty.close();
    }

    @Test
    void requestSentByteByByteIsAnswered() throws Exception {
        try (RawClient client = RawClient.connect(patient)) {
            client.sendSlowly(RawClient.get("/add?name=slow&delay=0", "Overlap-Trial: t"), 1);
            assertEquals(".", client.readResponse().body());
            client.sendSlowly(RawClient.request("POST", "/add?delay=0", "Transfer-Encoding: chunked"), 1);
            client.sendSlowly("3\r\nabc\r\n0\r\n\r\n", 1);
            assertEquals(200, client.readResponse().status());
        }
        assertEquals(1, patient.stats("t").requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET /add?name=x&delay=0 HTTP/1.1\r\nHost: te", "\r\n"})
    void connectionThatCompletesNoHeadIsClosed(String begun) throws Exception {
        try (RawClient client = RawClient.connect(hasty)) {
            client.send(begun);
            assertClosedAfterIdling(client, start);
        }
    }

    @Test
    void tlsHelloIsNotWaitedForLongerThanIdling() throws Exception {
        try (RawClient client = RawClient.connect(hasty)) {
            client.send("\u0016\u0003\u0001\u0000\u00fd\u0001\u0000\u0000\u00f9\u0003\u0003\u00c1\u00e5\u0017");
            String end = client.readToEnd();
            assertTrue(end.isEmpty() || end.startsWith("HTTP/1.1 400 "), end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /add?name=", "POST /add?delay=0 HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"})
    void trickleDoesNotKeepAConnectionOpen(String begun) throws Exception {
        try (RawClient client = RawClient.connect(hasty)) {
            client.send(begun);
            boolean open = true;
            for (int i = 0; open && i < 1_000; i++) {
                try {
                    client.sendSlowly("x", 10);
                } catch (IOException closed) {
                    open = false;
                }
            }
            assertTrue(!open, "still open after 10 s of trickling");
            AddTest.assertPassed(IDLE, start);
        }
    }

    @Test
    void connectionThatCompletesNoBodyIsClosedAndItsRequestCancelled() throws Exception {
        try (RawClient client = RawClient.connect(hasty)) {
            client.send(RawClient.request("POST", "/add?delay=0", "Content-Length: 10") + "abc");
            assertClosedAfterIdling(client, start);
        }
        Await.until("cancelled", () -> hasty.stats().cancelled() == 1);
        LedgerTest.assertAddsUp(hasty.stats());
        assertEquals(Map.of(Exchange.CANCELLED, 1L), hasty.stats().byStatus());
    }

    @Test
    void headThatIsNeverCompletedIsNoRequest() throws Exception {
        try (RawClient client = RawClient.connect(hasty)) {
            client.send("GET /add?name=x&delay=0 HTTP/1.1\r\nHost: te");
            assertClosedAfterIdling(client, start);
        }
        hasty.close();
        assertEquals(0, hasty.stats().requests());
    }

    @Test
    void idleConnectionIsClosedCountingFromItsLastAnswer() throws Exception {
        try (TestServer server = startIdlingFor(600);
                RawClient client = RawClient.connect(server)) {
            Await.pause(200);
            long sent = System.nanoTime();
            client.send(RawClient.get("/add?name=x&delay=50"));
            assertEquals(".", client.readResponse().body());
            assertEquals("", client.readToEnd());
            AddTest.assertPassed(650, sent);
            assertEquals(0, server.stats().cancelled());
        }
    }

    @Test
    void connectionThatWaitsForAnAnswerIsNotIdle() throws Exception {
        try (TestServer server = startIdlingFor(400);
                RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=1000") + RawClient.get("/add?name=b&delay=0"));
            assertEquals(".", client.readResponse().body());
            assertEquals(".", client.readResponse().body());
        }
    }

    @Test
    void bodyMayTakeAsLongAsTheIdleTimeoutWhateverCameBefore() throws Exception {
        try (TestServer server = startIdlingFor(1_000);
                RawClient client = RawClient.connect(server)) {
            Await.pause(600);
            assumeTrue(System.nanoTime() - start < 900_000_000L, "this machine is too busy to tell");
            client.send(RawClient.request("POST", "/add?delay=0", "Content-Length: 1"));
            Await.until("the head is decoded", () -> server.stats().inFlight() == 1);
            Await.pause(600);
            assumeTrue(System.nanoTime() - start < 1_500_000_000L, "this machine is too busy to tell");
            client.send("x");
            assertEquals(200, client.readResponse().status());
        }
    }

    @Test
    void connectionsBeyondTheMostWaitUntilOneIsClosed() throws Exception {
        try (TestServer server = TestServer.builder().maxConnections(2).start();
                RawClient first = RawClient.connect(server);
                RawClient second = RawClient.connect(server);
                RawClient third = RawClient.connect(server)) {
            first.send(RawClient.get("/add?name=a&delay=0"));
            second.send(RawClient.get("/add?name=b&delay=0"));
            third.send(RawClient.get("/add?name=c&delay=0"));
            assertEquals(".", first.readResponse().body());
            assertEquals(".", second.readResponse().body());
            Await.pause(50);
            assertEquals(2, server.stats().requests());
            first.resetConnection();
            assertEquals(".", third.readResponse().body());
            assertEquals(2, server.stats().connections());
        }
    }

    private static TestServer startIdlingFor(long millis) throws IOException {
        return TestServer.builder().idleTimeout(Duration.ofMillis(millis)).start();
    }

    private static void assertClosedAfterIdling(RawClient client, long since) throws IOException {
        assertEquals("", client.readToEnd());
        AddTest.assertPassed(IDLE, since);
    }
}
