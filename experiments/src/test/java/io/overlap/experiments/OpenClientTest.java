package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.TestServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests at given moments, whatever becomes of those before. */
@Timeout(60)
class OpenClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestServer server;
    private final AtomicBoolean stopped = new AtomicBoolean();

    OpenClientTest() throws Exception {
        server = TestServer.builder().start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void doesNotWaitForAnswers() throws Exception {
        TimedRequests asked = requests("300ms", 20);
        try (OpenClient client = client(LONG)) {
            client.run(asked, new long[20]);
        }
        assertEquals(Map.of(), asked.failures());
        assertEquals(20, server.stats().maxInFlight());
        assertTrue(asked.responseNanos(7) >= 300_000_000, "answered before its time");
        assertEquals(0, asked.quickerThan(300_000_000));
        assertEquals(20, asked.quickerThan(LONG.toNanos()));
    }

    @Test
    void keepsItsMomentsAndUsesConnectionsAgain() throws Exception {
        long[] moments = new long[30];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = i * 3_000_000L;
        }
        TimedRequests asked = requests("0", moments.length);
        try (OpenClient client = client(LONG)) {
            client.run(asked, new long[2]);
            long began = System.nanoTime();
            client.run(asked, moments);
            assertTrue(System.nanoTime() - began >= moments[27], "the 28 that were left came too early");
        }
        assertEquals(Map.of(), asked.failures());
        assertEquals(30, server.stats().requests());
        long connections = server.chronology().stream()
                .mapToInt(exchange -> exchange.connection())
                .distinct()
                .count();
        assertTrue(connections < 30, connections + " connections");
    }

    @Test
    void whatIsNotAnsweredInTimeHasFailed() throws Exception {
        TimedRequests asked = requests("1h", 3);
        try (OpenClient client = client(Duration.ofMillis(100))) {
            client.run(asked, new long[3]);
        }
        assertEquals(Map.of("timeout", 3L), asked.failures());
    }

    @Test
    void whatIsNotAnsweredRightIsNotQuick() throws Exception {
        TimedRequests refused = requests("0&status=503", 3);
        TimedRequests reset = requests("0&fault=reset", 3);
        try (OpenClient client = client(LONG)) {
            client.run(refused, new long[3]);
            client.run(reset, new long[3]);
        }
        assertEquals(Map.of("status_503", 3L), refused.failures());
        assertEquals(Map.of("reset", 3L), reset.failures());
        assertEquals(0, refused.quickerThan(LONG.toNanos()) + reset.quickerThan(LONG.toNanos()));
    }

    @Test
    void serverThatHangsUpIsAFailureAndTheNextRequestHasAConnectionOfItsOwn() throws Exception {
        TimedRequests asked = requests("0&fault=empty&times=1", 4);
        TimedRequests again = requests("0", 4);
        try (OpenClient client = client(LONG)) {
            client.run(asked, new long[4]);
            client.run(again, new long[4]);
        }
        assertEquals(Map.of("reset", 4L), asked.failures());
        assertEquals(Map.of(), again.failures());
    }

    @Test
    void noServerIsAFailureOfEach() throws Exception {
        server.close();
        TimedRequests asked = requests("0", 3);
        try (OpenClient client = client(LONG)) {
            client.run(asked, new long[3]);
        }
        assertEquals(Map.of("connect_refused", 3L), asked.failures());
    }

    @Test
    void cancelEndsWhatIsInFlightAndSendsNoMore() throws Exception {
        TimedRequests asked = requests("1h", 10);
        long[] moments = new long[10];
        moments[9] = Duration.ofHours(1).toNanos();
        try (OpenClient client = client(LONG)) {
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    server.awaitInFlight(9, Duration.ofSeconds(20));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                client.cancel();
            });
            client.run(asked, moments);
            waiting.join();
        }
        assertEquals(Map.of("cancelled", 9L), asked.failures());
    }

    @Test
    void workThatIsOverEndsTheRun() throws Exception {
        stopped.set(true);
        try (OpenClient client = client(LONG)) {
            client.run(requests("0", 3), new long[] {0, 0, Duration.ofHours(1).toNanos()});
        }
        assertEquals(0, server.stats().requests());
    }

    private OpenClient client(Duration deadline) {
        URI url = URI.create(server.url());
        return new OpenClient(new InetSocketAddress(url.getHost(), url.getPort()), deadline);
    }

    private TimedRequests requests(String delay, int n) {
        return new TimedRequests(URI.create(server.url()), delay, "t", n, stopped::get, ended -> {});
    }
}
