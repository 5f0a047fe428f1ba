package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Permits and the line before them. */
class CapTest {
    private static final FetchPolicy POLICY = FetchPolicy.DEFAULT;

    private final GatedServer server = new GatedServer();

    @AfterEach
    void closeServer() throws Exception {
        server.close();
    }

    @Test
    void asManyAsTheCapAreUnderWayAndNoMore() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(5))) {
            List<Call> calls = fetch(fetcher, 20);
            server.awaitArrived(5);
            assertEquals(5, fetcher.inFlight());
            assertEquals(5, server.arrived().size());
            server.release(20);
            for (Call call : calls) {
                Await.page(call);
            }
            assertEquals(0, fetcher.inFlight());
            assertEquals(5, server.connections());
        }
    }

    @Test
    void lineIsServedInOrder() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(1))) {
            List<Call> calls = fetch(fetcher, 100);
            server.awaitArrived(1);
            server.release(100);
            for (Call call : calls) {
                Await.page(call);
            }
        }
        assertEquals(IntStream.range(0, 100).mapToObj(i -> "/" + i).toList(), server.arrived());
    }

    @Test
    void fetchThatFindsTheLineFullEndsAtOnce() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(2).withMaxWaiting(3))) {
            List<Call> accepted = fetch(fetcher, 5);
            Call refused = fetcher.fetch(server.request("/refused"));
            assertTrue(refused.result().toCompletableFuture().isDone());
            assertEquals(
                    "in flight 2, in line 3: no room for another",
                    Await.failure(FetchFailure.Kind.NO_PERMIT, refused).detail());
            server.release(5);
            for (Call call : accepted) {
                Await.page(call);
            }
        }
        assertFalse(server.arrived().contains("/refused"));
    }

    @Test
    void withoutALineOnlyTheCapIsTaken() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(1).withMaxWaiting(0))) {
            Call first = fetcher.fetch(server.request("/1"));
            Await.failure(FetchFailure.Kind.NO_PERMIT, fetcher.fetch(server.request("/2")));
            server.release(1);
            Await.page(first);
            server.release(1);
            Await.page(fetcher.fetch(server.request("/3")));
        }
    }

    @Test
    void noOneStandsInLineLongerThanAllowed() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(1).withMaxWait(Duration.ofMillis(50)))) {
            Call first = fetcher.fetch(server.request("/1"));
            server.awaitArrived(1);
            List<Call> late = fetch(fetcher, 10);
            for (Call call : late) {
                assertEquals(
                        "no permit within PT0.05S",
                        Await.failure(FetchFailure.Kind.NO_PERMIT, call).detail());
            }
            assertEquals(1, fetcher.inFlight());
            server.release(2);
            Await.page(first); // the wait in line is no deadline of those in flight
            Await.page(fetcher.fetch(server.request("/2")));
        }
        assertEquals(List.of("/1", "/2"), server.arrived());
    }

    @Test
    void deadlineDoesNotRunInLine() throws Exception {
        FetchPolicy policy = POLICY.withCap(1).withDeadline(Duration.ofSeconds(1));
        try (HttpFetcher fetcher = new HttpFetcher(policy)) {
            List<Call> calls = fetch(fetcher, 2); // the second starts when one deadline has passed
            Await.failure(FetchFailure.Kind.TIMEOUT, calls.get(0));
            server.release(2);
            Await.page(calls.get(1));
        }
    }

    /** The server may still hold the connection; ours must be closed before another is opened in its place. */
    @Test
    void permitReturnsWhenTheSocketIsClosedAndNotBefore() throws Exception {
        OpenSockets.assumeCountable();
        FetchPolicy policy = POLICY.withCap(1).withDeadline(Duration.ofMillis(300));
        try (HttpFetcher fetcher = new HttpFetcher(policy)) {
            CompletableFuture<Integer> openAtFirstEnd = openSocketsAtTheEndOf(fetcher.fetch(server.request("/1")));
            CompletableFuture<Integer> openAtLastEnd = openSocketsAtTheEndOf(fetcher.fetch(server.request("/2")));
            server.awaitArrived(2);
            // The first's own is closed; the second's may be open already, for the permit is given on before.
            assertTrue(Await.end(openAtFirstEnd) <= 1, openAtFirstEnd::toString);
            assertEquals(0, Await.end(openAtLastEnd));
        }
    }

    private CompletableFuture<Integer> openSocketsAtTheEndOf(Call call) {
        return call.result().thenApply(result -> OpenSockets.to(server.port())).toCompletableFuture();
    }

    @Test
    void failedFetchesGiveTheirPermitsBack() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(3).withMaxWaiting(1_000))) {
            FetchRequest refused = FetchRequest.of("http://127.0.0.1:" + RawServer.closedPort() + "/");
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(fetcher.fetch(i % 2 == 0 ? refused : FetchRequest.of("http://")));
            }
            for (Call call : calls) {
                Await.result(call);
            }
            assertEquals(0, fetcher.inFlight());
            fetch(fetcher, 3);
            server.awaitArrived(3);
        }
    }

    @Test
    void fetchesFromManyThreadsAreCountedTogether() throws Exception {
        int threads = 8;
        int each = 50;
        try (HttpFetcher fetcher = new HttpFetcher(POLICY.withCap(10).withMaxWaiting(threads * each - 10))) {
            CountDownLatch done = new CountDownLatch(threads * each);
            for (int t = 0; t < threads; t++) {
                new Thread(() -> fetch(fetcher, each)
                                .forEach(call -> call.result().thenAccept(result -> {
                                    if (result instanceof Page) {
                                        done.countDown();
                                    }
                                })))
                        .start();
            }
            server.release(threads * each);
            Await.latch(done);
            assertEquals(0, fetcher.inFlight());
            assertEquals(threads * each, server.arrived().size());
        }
    }

    private List<Call> fetch(HttpFetcher fetcher, int count) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(fetcher.fetch(server.request("/" + i)));
        }
        return calls;
    }
}
