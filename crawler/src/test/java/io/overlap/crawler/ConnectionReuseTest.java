package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.overlap.testserver.Exchange;
import io.overlap.testserver.TestServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request after another: on one connection, and on one stack frame. */
class ConnectionReuseTest {
    private final HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT.withMaxWaiting(200_000));

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = TestServer.start();
    }

    @AfterEach
    void closeAll() {
        fetcher.close();
        server.close();
    }

    @Test
    void requestsInARowShareAConnection() throws Exception {
        for (int i = 0; i < 100; i++) {
            Await.page(fetcher.fetch(dot(i)));
        }
        assertEquals(1, connectionsUsed());
    }

    @Test
    void requestFromAContinuationUsesTheConnectionJustFreed() throws Exception {
        Chain chain = new Chain(100, this::dot);
        chain.start();
        assertInstanceOf(Page.class, Await.end(chain.last));
        assertEquals(100, server.stats().requests());
        assertEquals(1, connectionsUsed());
    }

    @Test
    void errorPagesShareAConnectionToo() throws Exception {
        for (int i = 0; i < 20; i++) {
            Await.page(fetcher.fetch(FetchRequest.of(server.url("/missing"))));
        }
        assertEquals(1, connectionsUsed());
    }

    @Test
    void connectionThatTheServerClosedMeanwhileIsReplaced() throws Exception {
        OpenSockets.assumeCountable();
        try (RawServer closing = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            for (int i = 1; i <= 10; i++) {
                Await.page(fetcher.fetch(FetchRequest.of(closing.url("/"))));
                Await.until("closed", () -> OpenSockets.to(closing.port()) == 0);
                assertEquals(i, closing.accepted());
            }
        }
    }

    @Test
    void cancelledConnectionIsNotSharedWithTheNext() throws Exception {
        Call cancelled = fetcher.fetch(FetchRequest.of(server.url("/add?name=slow&delay=60000")));
        Await.until("sent", () -> server.stats().inFlight() == 1);
        cancelled.cancel();
        Await.failure(FetchFailure.Kind.CANCELLED, cancelled);
        Await.page(fetcher.fetch(dot(1)));
        Await.until("seen", () -> server.stats().cancelled() == 1);
        assertEquals(2, connectionsUsed());
    }

    @Test
    void chainOfTenThousandPagesIsNoDeepStack() throws Exception {
        Chain chain = new Chain(10_000, this::dot);
        chain.start();
        assertInstanceOf(Page.class, Await.end(chain.last));
        assertEquals(10_000, server.stats().requests());
    }

    @Test
    void chainOfAHundredThousandThatFailAtOnceIsNoDeepStack() throws Exception {
        Chain chain = new Chain(100_000, i -> FetchRequest.of("ftp://x/"));
        chain.start();
        FetchFailure last = assertInstanceOf(FetchFailure.class, Await.end(chain.last));
        assertEquals(FetchFailure.Kind.INVALID_REQUEST, last.kind());
        assertEquals(0, fetcher.inFlight());
    }

    @Test
    void hundredThousandAtOnceThatFailAtOnceAllEnd() throws Exception {
        AtomicInteger invalid = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            fetcher.fetch(FetchRequest.of("http://")).result().thenAccept(result -> {
                if (result instanceof FetchFailure failure && failure.kind() == FetchFailure.Kind.INVALID_REQUEST) {
                    invalid.incrementAndGet();
                }
            });
        }
        Await.until("all ended", () -> invalid.get() == 100_000);
        assertEquals(0, fetcher.inFlight());
    }

    /** Each fetch but the first is made by the continuation of the one before. */
    private final class Chain {
        private final int length;
        private final IntFunction<FetchRequest> requests;
        private final CompletableFuture<FetchResult> last = new CompletableFuture<>();

        Chain(int length, IntFunction<FetchRequest> requests) {
            this.length = length;
            this.requests = requests;
        }

        void start() {
            fetcher.loop().execute(() -> fetch(1));
        }

        private void fetch(int number) {
            fetcher.fetch(requests.apply(number)).result().whenComplete((result, never) -> {
                if (number == length) {
                    last.complete(result);
                } else {
                    fetch(number + 1);
                }
            });
        }
    }

    private FetchRequest dot(int number) {
        return FetchRequest.of(server.url("/add?name=u" + number + "&delay=0"));
    }

    private long connectionsUsed() {
        return server.chronology().stream()
                .mapToInt(Exchange::connection)
                .distinct()
                .count();
    }
}
