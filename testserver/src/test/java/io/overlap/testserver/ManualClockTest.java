package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time that a test moves. */
class ManualClockTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void tenSecondsPassInNoTime() throws Exception {
        long start = System.nanoTime();
        try (TestServer server = TestServer.builder().clock(clock).start();
                RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=10s"));
            server.awaitInFlight(1, Duration.ofSeconds(5));
            clock.advance(Duration.ofMillis(9_999));
            assertEquals(1, server.stats().inFlight());
            clock.advance(Duration.ofMillis(1));
            assertEquals(0, server.stats().inFlight(), "advance returns when the answer is written");
            assertEquals("plan;dur=10000, late;dur=0", client.readResponse().header("server-timing"));
        }
        assertTrue(System.nanoTime() - start < 9_000_000_000L);
    }

    @Test
    void bodiesAndHoldsFollowItToo() throws Exception {
        try (TestServer server = TestServer.builder().clock(clock).start();
                RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=1h&size=1000&trickle=1h&fault=slow-close&hold=1m"));
            server.awaitInFlight(1, Duration.ofSeconds(5));
            clock.advance(Duration.ofMinutes(90));
            client.readHead();
            assertEquals(500, client.readExactly(500).length);
            clock.advance(Duration.ofMinutes(30));
            assertEquals(500, client.readExactly(500).length);
            clock.advance(Duration.ofMinutes(1));
            assertEquals(0, client.readRest().length);
        }
    }

    @Test
    void whatCannotPassIsTold() throws Exception {
        try (TestServer server = TestServer.builder().clock(clock).start()) {
            clock.advance(Duration.ofNanos(Long.MAX_VALUE));
            assertThrows(IllegalStateException.class, () -> clock.advance(Duration.ofNanos(1)));
            assertEquals(0, server.stats().requests());
        }
        assertEquals(
                "closed: advance() after the server's close()",
                assertThrows(IllegalStateException.class, () -> clock.advance(Duration.ZERO))
                        .getMessage());
    }

    @Test
    void isForOneServer() throws Exception {
        assertThrows(IllegalStateException.class, () -> clock.advance(Duration.ZERO));
        try (TestServer server = TestServer.builder().clock(clock).start()) {
            assertEquals(0, clock.nanos());
            assertThrows(
                    IllegalStateException.class,
                    () -> TestServer.builder().clock(clock).start());
            assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(-1)));
            assertThrows(IllegalStateException.class, () -> server.awaitInFlight(1, Duration.ofMillis(10)));
        }
    }
}
