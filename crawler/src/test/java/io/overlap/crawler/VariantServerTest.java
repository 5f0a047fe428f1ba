package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.Exchange;
import io.overlap.testserver.ServerStats;
import io.overlap.testserver.TestServer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The variants over real sockets: the server saw the same work, whoever waited. */
class VariantServerTest {
    private static final int REQUESTS = 200;
    private static final int CAP = 20;

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = TestServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void serverSeesEachRequestOnceAndNoMoreThanTheCap(Way way) throws Exception {
        Queue<FetchResult> results = new ConcurrentLinkedQueue<>();
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            way.variant(CAP).run(fetcher, requests(way.name(), 2), results::add);
            assertEquals(0, fetcher.inFlight());
        }
        assertEquals(REQUESTS, results.size());
        assertTrue(results.stream().allMatch(result -> result instanceof Page page && page.status() == 200));
        assertServerSawEachOnce(way.name());
        assertTrue(server.stats(way.name()).maxInFlight() <= way.capOf(CAP));
    }

    @ParameterizedTest
    @EnumSource
    void fetcherWithASmallerCapKeepsItsOwn(Way way) throws Exception {
        Queue<FetchResult> results = new ConcurrentLinkedQueue<>();
        String trial = way + "-narrow";
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT.withCap(3))) {
            way.variant(CAP).run(fetcher, requests(trial, 0), results::add);
        }
        assertEquals(REQUESTS, results.size());
        assertServerSawEachOnce(trial);
        assertTrue(server.stats(trial).maxInFlight() <= 3);
    }

    @ParameterizedTest
    @EnumSource
    void interruptLeavesNothingInFlight(Way way) throws Exception {
        String trial = way + "-interrupted";
        FetchPolicy policy = FetchPolicy.DEFAULT.withDeadline(Duration.ofMillis(300));
        try (HttpFetcher fetcher = new HttpFetcher(policy)) {
            Running running = Running.start(way.variant(CAP), fetcher, requests(trial, 60_000));
            Await.until("under way", () -> fetcher.inFlight() == way.capOf(CAP));
            running.interrupt();
            assertInstanceOf(InterruptedException.class, running.awaitThrown());
            assertEquals(0, fetcher.inFlight());
        }
    }

    private static Iterator<FetchRequest> requests(String trial, int delayMillis) {
        Map<String, String> headers = Map.of("Overlap-Trial", trial);
        return IntStream.range(0, REQUESTS)
                .mapToObj(i -> server.url("/add?name=u" + i + "&delay=" + delayMillis))
                .map(url -> new FetchRequest(url, headers))
                .iterator();
    }

    private static void assertServerSawEachOnce(String trial) {
        ServerStats stats = server.stats(trial);
        assertEquals(REQUESTS, stats.requests());
        assertEquals(Map.of(200, (long) REQUESTS), stats.byStatus());
        List<String> names = server.chronology().stream()
                .filter(exchange -> exchange.trial().equals(trial))
                .map(Exchange::name)
                .sorted()
                .toList();
        assertEquals(Numbered.urls(REQUESTS).stream().sorted().toList(), names);
    }
}
