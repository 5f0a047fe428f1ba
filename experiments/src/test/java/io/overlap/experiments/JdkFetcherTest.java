package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import io.overlap.crawler.Page;
import io.overlap.crawler.Redirect;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's two clients tell the same of the same server, in the crawler's words. */
@Timeout(60)
class JdkFetcherTest {
    private static final Duration DEADLINE = Duration.ofMillis(600);

    @Test
    void answersAreThemselvesWhateverTheirStatus() throws Exception {
        assertPage(200, "hello", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        assertPage(404, "gone", "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngone");
        assertPage(404, "", "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertPage(503, "no", "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
        assertPage(204, "", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        String chunked =
                "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n0\r\n\r\n";
        assertPage(200, "he", chunked);
    }

    private static void assertPage(int status, String body, String answer) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            bothFetch(server.url(), (client, result) -> {
                Page page = assertInstanceOf(Page.class, result, client);
                assertEquals(status, page.status(), client);
                assertEquals(body, new String(page.body(), US_ASCII), client);
            });
        }
    }

    @Test
    void redirectIsAResult() throws Exception {
        String found = "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server = ScriptedServer.answering(found)) {
            bothFetch(
                    server.url(),
                    (client, result) -> assertEquals(
                            "/x",
                            assertInstanceOf(Redirect.class, result, client).location()));
        }
    }

    @Test
    void failuresAreTold() throws Exception {
        assertFailure(FetchFailure.Kind.CONNECT_REFUSED, SilentServer.closedUrl());
        assertFailure(FetchFailure.Kind.INVALID_REQUEST, "http://127.0.0.1:1/a b");
        assertFailure(FetchFailure.Kind.RESET, client -> ScriptedServer.readHead(client));
        assertFailure(FetchFailure.Kind.TIMEOUT, ScriptedServer::awaitClose);
        assertFailure(FetchFailure.Kind.TIMEOUT, JdkFetcherTest::trickle);
    }

    /** A byte now and then: each read is in time, the answer is not. */
    private static void trickle(java.net.Socket client) throws java.io.IOException, InterruptedException {
        ScriptedServer.readHead(client);
        ScriptedServer.send(client, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 100; i++) {
            ScriptedServer.send(client, ".");
            Thread.sleep(100);
        }
    }

    private static void assertFailure(FetchFailure.Kind kind, ScriptedServer.Script script) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script)) {
            assertFailure(kind, server.url());
        }
    }

    private static void assertFailure(FetchFailure.Kind kind, String url) throws Exception {
        bothFetch(
                url,
                (client, result) -> assertEquals(
                        kind,
                        assertInstanceOf(FetchFailure.class, result, client).kind(),
                        client + ": " + result));
    }

    @Test
    void bodyOverTheBoundIsTooLarge() throws Exception {
        try (ScriptedServer server = new ScriptedServer(client -> {
            ScriptedServer.readHead(client);
            ScriptedServer.send(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            String piece = "x".repeat(1 << 20);
            for (int i = 0; i < 10; i++) {
                ScriptedServer.send(client, piece);
            }
        })) {
            bothFetch(
                    server.url(),
                    (client, result) -> assertEquals(
                            FetchFailure.Kind.TOO_LARGE,
                            assertInstanceOf(FetchFailure.class, result, client).kind(),
                            client + ": " + result));
        }
    }

    @Test
    void cancelAllEndsWhatIsInFlight() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::awaitClose)) {
            HttpClientFetcher async = new HttpClientFetcher(Duration.ofMinutes(1));
            CompletableFuture<FetchResult> first =
                    async.fetch(FetchRequest.of(server.url())).result().toCompletableFuture();
            Await.until("connected", () -> server.accepted() == 1);
            async.cancelAll();
            assertInstanceOf(FetchFailure.class, first.get(10, TimeUnit.SECONDS));
            async.close();

            UrlConnectionFetcher blocking = new UrlConnectionFetcher(Duration.ofMinutes(1));
            CompletableFuture<FetchResult> second = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> second.complete(fetch(blocking, server.url())));
            Await.until("connected", () -> server.accepted() == 2);
            blocking.cancelAll();
            assertInstanceOf(FetchFailure.class, second.get(10, TimeUnit.SECONDS));
            blocking.close();
        }
    }

    private static void bothFetch(String url, BiConsumer<String, FetchResult> check) {
        UrlConnectionFetcher blocking = new UrlConnectionFetcher(DEADLINE);
        check.accept("HttpURLConnection", fetch(blocking, url));
        blocking.close();
        HttpClientFetcher async = new HttpClientFetcher(DEADLINE);
        check.accept("java.net.http", fetch(async, url));
        async.close();
    }

    private static FetchResult fetch(Fetcher fetcher, String url) {
        return fetcher.fetch(FetchRequest.of(url))
                .result()
                .toCompletableFuture()
                .join();
    }
}
