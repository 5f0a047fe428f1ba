package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that go away: their answers are cancelled and counted. */
class DisconnectTest {
    private final TestServer server;

    DisconnectTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void clientThatClosesCancelsItsAnswers() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(
                    RawClient.get("/add?name=x&delay=1h", "Overlap-Trial: t").repeat(3));
            awaitInFlight(3);
        }
        awaitInFlight(0);
        assertCancelled(3);
        assertEquals(3, server.stats("t").cancelled());
    }

    @Test
    void clientThatResetsCancelsItsAnswers() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=1h").repeat(3));
            awaitInFlight(3);
            client.resetConnection();
        }
        awaitInFlight(0);
        assertCancelled(3);
    }

    @Test
    void clientThatEndsItsHalfWhileItWaitsIsTakenAsGone() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=1h"));
            awaitInFlight(1);
            client.shutdownOutput();
            assertEquals("", client.readToEnd());
        }
        awaitInFlight(0);
        assertCancelled(1);
    }

    @Test
    void answersGivenBeforeTheClientWentAreNotCancelled() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=0")
                    + RawClient.get("/add?name=b&delay=1h")
                    + RawClient.get("/add?name=c&delay=0"));
            assertEquals(".", client.readResponse().body());
        }
        awaitInFlight(0);
        assertEquals(Map.of(200, 1L, Exchange.CANCELLED, 2L), server.stats().byStatus());
    }

    @Test
    void requestSentTogetherWithTheEndIsAnswered() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (RawClient client = RawClient.connect(server)) {
                client.send(RawClient.get("/add?name=x&delay=0").repeat(2));
                client.shutdownOutput();
                assertEquals(".", client.readResponse().body());
                assertEquals(".", client.readResponse().body());
                assertEquals("", client.readToEnd());
            }
        }
        assertEquals(100, server.stats().byStatus().get(200));
    }

    @Test
    void clientThatGoesInMidBodyIsCancelled() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("POST", "/add?delay=0", "Content-Length: 10") + "abc");
            awaitInFlight(1);
        }
        awaitInFlight(0);
        assertCancelled(1);
    }

    @Test
    void clientThatGoesInMidHeadIsNotARequest() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("GET /add?name=x HTTP/1.1\r\nHost: x\r\nHalf a hea");
            Await.until("connected", () -> server.stats().connections() == 1);
        }
        Await.until("gone", () -> server.stats().connections() == 0);
        assertEquals(".", RawClient.ask(server, "/add?name=next&delay=0").body());
        assertEquals(1, server.stats().requests());
    }

    @Test
    void cancelledExchangeIsKeptWithTheTimeTheClientWasGone() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=1h"));
            awaitInFlight(1);
        }
        awaitInFlight(0);
        Exchange exchange = server.chronology().get(0);
        assertEquals(Exchange.CANCELLED, exchange.status());
        assertTrue(exchange.answeredNanos() >= exchange.arrivedNanos(), exchange::toString);
        assertTrue(exchange.lateNanos() < 0, exchange::toString);
    }

    @Test
    void cancelledAnswerIsNotWrittenLater() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=100").repeat(5));
            awaitInFlight(5);
        }
        awaitInFlight(0);
        Map<Integer, Long> ended = server.stats().byStatus();
        Await.pause(150);
        assertEquals(ended, server.stats().byStatus());
        assertEquals(5, server.chronology().size());
        assertEquals(0, server.stats().inFlight());
    }

    @Test
    void answerForAConnectionThatWasResetDoesNoHarm() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = RawClient.connect(server)) {
                client.send(RawClient.get("/add?name=x&delay=" + i % 3).repeat(50));
                client.resetConnection();
            }
        }
        Await.until("gone", () -> server.stats().connections() == 0);
        awaitInFlight(0);
        LedgerTest.assertAddsUp(server.stats());
        assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
    }

    private void awaitInFlight(int count) {
        Await.until(count + " in flight", () -> server.stats().inFlight() == count);
    }

    private void assertCancelled(long count) {
        LedgerTest.assertAddsUp(server.stats());
        assertEquals(count, server.stats().cancelled());
        assertEquals(Map.of(Exchange.CANCELLED, count), server.stats().byStatus());
    }
}
