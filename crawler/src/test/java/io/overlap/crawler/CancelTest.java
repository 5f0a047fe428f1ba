package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.Exchange;
import io.overlap.testserver.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ends that a caller brings about: cancel, cancelAll, close. */
class CancelTest {
    private static final FetchPolicy TWO = FetchPolicy.DEFAULT.withCap(2);

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    private final HttpFetcher fetcher = new HttpFetcher(TWO);

    @BeforeAll
    static void startServer() throws Exception {
        server = TestServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void closeFetcher() {
        fetcher.close();
        Await.until("server idle", () -> server.stats().inFlight() == 0);
        server.reset();
    }

    @Test
    void cancelInFlightClosesTheSocket() throws Exception {
        Call call = hang("a");
        awaitInFlight(1);
        call.cancel();
        assertEquals(
                "cancelled by the caller",
                Await.failure(FetchFailure.Kind.CANCELLED, call).detail());
        assertEquals(0, fetcher.inFlight());
        Await.until("seen by the server", () -> server.stats().cancelled() == 1);
        assertEquals(1L, server.stats().byStatus().get(Exchange.CANCELLED));
        Await.until("connection gone", () -> server.stats().connections() == 0);
    }

    @Test
    void cancelInLineGivesThePlaceUp() throws Exception {
        List<Call> calls = List.of(hang("a"), hang("b"), hang("c"), quick("d"));
        awaitInFlight(2);
        calls.get(2).cancel();
        Await.failure(FetchFailure.Kind.CANCELLED, calls.get(2));
        assertEquals(2, fetcher.inFlight());
        calls.get(0).cancel();
        Await.page(calls.get(3));
        assertFalse(server.chronology().stream()
                .anyMatch(exchange -> exchange.name().equals("c")));
    }

    @Test
    void cancelBeforeTheStartSendsNothingOrEndsIt() throws Exception {
        for (int i = 0; i < 200; i++) {
            Call call = hang("a" + i);
            call.cancel();
            Await.failure(FetchFailure.Kind.CANCELLED, call);
        }
        assertEquals(0, fetcher.inFlight());
        Await.until("server idle", () -> server.stats().inFlight() == 0);
    }

    @Test
    void cancelAfterTheEndDoesNothing() throws Exception {
        Call call = quick("a");
        Page page = Await.page(call);
        call.cancel();
        call.cancel();
        assertEquals(page, Await.result(call));
        Await.page(quick("b"));
        assertEquals(List.of(1, 1), connectionsUsed()); // its connection was in the pool, and still is
    }

    @Test
    void cancelRacingWithTheAnswerEndsOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            Call call = quick("a" + i);
            for (int spin = ThreadLocalRandom.current().nextInt(20_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            call.cancel();
            FetchResult result = Await.result(call);
            boolean cancelled = result instanceof FetchFailure failure && failure.kind() == FetchFailure.Kind.CANCELLED;
            assertTrue(cancelled || result instanceof Page, result::toString);
        }
        assertEquals(0, fetcher.inFlight());
        Await.page(quick("after"));
    }

    @Test
    void cancelAllEndsThoseInLineAndInFlightButNotLaterOnes() throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(hang("a" + i));
        }
        awaitInFlight(2);
        fetcher.cancelAll();
        for (Call call : calls) {
            Await.failure(FetchFailure.Kind.CANCELLED, call);
        }
        Await.page(quick("later"));
        assertEquals(3, server.stats().requests()); // two in flight, eight never sent
    }

    @Test
    void cancelAllLetsThoseThatAskAgainGoOn() throws Exception {
        CompletableFuture<FetchResult> again =
                hang("a").result().thenCompose(end -> quick("b").result()).toCompletableFuture();
        hang("c");
        awaitInFlight(2);
        fetcher.cancelAll();
        assertTrue(Await.end(again) instanceof Page, again::toString);
    }

    @Test
    void closeEndsThoseInLineAndInFlight() throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(hang("a" + i));
        }
        awaitInFlight(2);
        fetcher.close();
        for (Call call : calls) {
            assertTrue(call.result().toCompletableFuture().isDone());
            Await.failure(FetchFailure.Kind.CANCELLED, call);
        }
        Await.until("connections gone", () -> server.stats().connections() == 0);
        assertEquals(2, server.stats().requests());
    }

    @Test
    void closeClosesIdleConnectionsAndEndsItsThreads() throws Exception {
        Await.page(quick("a"));
        assertEquals(1, server.stats().connections());
        fetcher.close();
        Await.until("connections gone", () -> server.stats().connections() == 0);
        Await.until(
                "threads gone",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("overlap-fetcher")));
    }

    @Test
    void fetchAfterCloseIsMisuse() {
        fetcher.close();
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> quick("a"));
        assertEquals("closed: fetch() after close()", thrown.getMessage());
        assertEquals(0, server.stats().requests());
    }

    @Test
    void closeMayBeRepeatedAndCancelMayComeAfterIt() throws Exception {
        Call call = hang("a");
        fetcher.close();
        fetcher.close();
        fetcher.cancelAll();
        call.cancel();
        Await.failure(FetchFailure.Kind.CANCELLED, call);
    }

    @Test
    void closedFetcherRefusesThoseThatAskAgain() throws Exception {
        CompletableFuture<FetchResult> again =
                hang("a").result().thenCompose(end -> hang("b").result()).toCompletableFuture();
        awaitInFlight(1);
        fetcher.close();
        Await.until("ended", again::isDone);
        assertEquals(1, server.stats().requests());
    }

    @Test
    void fetchesRacingWithCloseAllEnd() throws Exception {
        for (int round = 0; round < 20; round++) {
            HttpFetcher brief = new HttpFetcher(TWO);
            List<Call> calls = new ArrayList<>();
            CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 5_000; i++) {
                        calls.add(brief.fetch(FetchRequest.of(server.url("/add?name=x&delay=60000"))));
                    }
                } catch (IllegalStateException closed) {
                    // Told so: the others were accepted, and must end.
                }
            });
            for (int spin = round * 5_000; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            brief.close();
            Await.end(asking);
            for (Call call : calls) {
                assertTrue(Await.result(call) instanceof FetchFailure);
            }
        }
    }

    @Test
    void closeFromItsOwnEventLoopDoesNotBlockIt() throws Exception {
        Call hanging = hang("a");
        CompletableFuture<Void> closing =
                quick("b").result().thenAccept(result -> fetcher.close()).toCompletableFuture();
        Await.end(closing);
        Await.failure(FetchFailure.Kind.CANCELLED, hanging);
        assertThrows(IllegalStateException.class, () -> quick("c"));
        Await.until("connections gone", () -> server.stats().connections() == 0);
    }

    private Call hang(String name) {
        return fetcher.fetch(FetchRequest.of(server.url("/add?name=" + name + "&delay=60000")));
    }

    private Call quick(String name) {
        return fetcher.fetch(FetchRequest.of(server.url("/add?name=" + name + "&delay=0")));
    }

    private static void awaitInFlight(int count) {
        Await.until("in flight: " + count, () -> server.stats().inFlight() == count);
    }

    private static List<Integer> connectionsUsed() {
        return server.chronology().stream()
                .map(exchange ->
                        exchange.connection() - server.chronology().get(0).connection() + 1)
                .toList();
    }
}
