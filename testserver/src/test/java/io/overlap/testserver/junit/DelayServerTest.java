package io.overlap.testserver.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.ManualClock;
import io.overlap.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The extension as a user writes it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DelayServerTest {
    private static @Nullable TestServer last;

    @Test
    @Order(1)
    void serverAnswersAsItsScenarioSays(
            @DelayServer(scenario = {"delay 0", "/api/* status=503&times=1"}) TestServer server) throws Exception {
        assertEquals(503, status(server.url("/api/x")));
        assertEquals(200, status(server.url("/api/x")));
        assertEquals(2, server.stats().requests());
        last = server;
    }

    @Test
    @Order(2)
    void eachTestHasItsOwnAndTheLastIsClosed(@DelayServer TestServer server) {
        TestServer before = last;
        assertNotEquals(null, before);
        if (before != null) {
            assertThrows(IOException.class, () -> status(before.url("/stats")));
        }
        assertEquals(0, server.stats().requests());
    }

    @Test
    void timeStandsStill(@DelayServer TestServer server, @DelayServer ManualClock clock) throws Exception {
        CompletableFuture<Integer> answer =
                CompletableFuture.supplyAsync(() -> statusOf(server.url("/add?name=x&delay=1h")));
        server.awaitInFlight(1, Duration.ofSeconds(10));
        clock.advance(Duration.ofMinutes(59));
        assertFalse(answer.isDone());
        clock.advance(Duration.ofMinutes(1));
        assertEquals(200, answer.get(10, TimeUnit.SECONDS));
        assertTrue(clock.nanos() >= Duration.ofHours(1).toNanos());
    }

    private static int statusOf(String url) {
        try {
            return status(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(20_000);
        return connection.getResponseCode();
    }
}
