package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchPolicy;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import io.overlap.crawler.HttpFetcher;
import io.overlap.crawler.Page;
import io.overlap.crawler.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's clients tell of a server what the crawler's fetcher tells of it. */
@Timeout(30)
class JdkClientsTest {
    private static final String OK = RawServer.OK;
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final HttpFetcher crawlers = new HttpFetcher(FetchPolicy.DEFAULT.withDeadline(LONG));
    private final HttpClientFetcher async = new HttpClientFetcher(LONG);
    private final UrlConnectionFetcher blocking = new UrlConnectionFetcher(LONG);
    private final HttpClientFetcher hastyAsync = new HttpClientFetcher(SHORT);
    private final UrlConnectionFetcher hastyBlocking = new UrlConnectionFetcher(SHORT);

    @AfterEach
    void close() {
        crawlers.close();
        async.close();
        blocking.close();
        hastyAsync.close();
        hastyBlocking.close();
    }

    static final List<String> ANSWERS = List.of(
            RawServer.DOT,
            OK + "Content-Length: 0\r\n\r\n",
            CHUNKED + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            OK + "\r\nuntil the close",
            "HTTP/1.0 200 OK\r\n\r\nuntil the close",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + RawServer.DOT,
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\n\r\n",
            "HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
            "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 503 Oh\r\n\r\n");

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void pageIsTheSamePage(String answer) throws Exception {
        try (RawServer server = RawServer.answering(answer)) {
            Page expected = assertInstanceOf(Page.class, result(crawlers, server.url("/")));
            for (Fetcher fetcher : List.of(async, blocking)) {
                Page page = assertInstanceOf(Page.class, result(fetcher, server.url("/")), fetcher.toString());
                assertEquals(expected.status(), page.status());
                assertArrayEquals(expected.body(), page.body());
                assertEquals(hash(expected), hash(page));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsToldAndNotFollowed(int status) throws Exception {
        try (RawServer server = RawServer.answering(
                "HTTP/1.1 " + status + " Moved\r\nLocation: /next?a\r\nContent-Length: 2\r\n\r\nno")) {
            for (Fetcher fetcher : List.of(crawlers, async, blocking)) {
                Redirect redirect = assertInstanceOf(Redirect.class, result(fetcher, server.url("/")));
                assertEquals(status, redirect.status());
                assertEquals("/next?a", redirect.location());
            }
            assertEquals(3, server.accepted());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            })
    void answerCutShortIsAReset(String begun) throws Exception {
        try (RawServer closing = RawServer.answering(begun);
                RawServer resetting = RawServer.resetting(begun)) {
            assertFails(FetchFailure.Kind.RESET, closing.url("/"));
            assertFails(FetchFailure.Kind.RESET, resetting.url("/"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage garbage garbage\r\n\r\n",
                "HTTP/2 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 20x OK\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
            })
    void answerThatIsNotHttpIsMalformed(String answer) throws Exception {
        try (RawServer server = RawServer.answering(answer)) {
            assertFails(FetchFailure.Kind.MALFORMED, server.url("/"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 9000000\r\n\r\n", "\r\n", "Big: "})
    void moreThanIsTakenIsTooLarge(String begun) throws Exception {
        try (RawServer server = RawServer.answering(OK + begun + "x".repeat(9_000_000))) {
            assertFails(FetchFailure.Kind.TOO_LARGE, server.url("/"));
        }
    }

    @Test
    void serverThatIsNotThereIsSaidWithItsReason() throws Exception {
        assertFails(FetchFailure.Kind.CONNECT_REFUSED, SilentServer.closedUrl() + "/");
        String nobody = "http://" + "a".repeat(64) + ".invalid/"; // known to be none without asking a name server
        assertKind(FetchFailure.Kind.DNS, result(async, nobody));
        assertKind(FetchFailure.Kind.DNS, result(blocking, nobody));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "ftp://a/",
                "mailto:a",
                "http:///a",
                "http://127.0.0.1:99999/",
                "http://127.0.0.1/a b"
            })
    void urlThatCannotBeAskedForIsInvalid(String url) throws Exception {
        assertFails(FetchFailure.Kind.INVALID_REQUEST, url);
    }

    /** Each read begins a read timeout anew; a deadline is from the first byte to the last. */
    @Test
    void serverThatTakesTooLongIsATimeoutWhereverItDoes() throws Exception {
        try (RawServer nothing = RawServer.stalling("");
                RawServer head = RawServer.stalling(OK + "Server");
                RawServer body = RawServer.stalling(OK + "Content-Length: 3\r\n\r\na");
                RawServer chunks = RawServer.stalling(CHUNKED + "3\r\nab");
                RawServer headDrips = RawServer.dripping(OK + "Server: ");
                RawServer bodyDrips = RawServer.dripping(OK + "Content-Length: 1000000\r\n\r\n");
                RawServer endless = RawServer.dripping(OK + "\r\n")) {
            List<CompletableFuture<FetchResult>> results = new ArrayList<>();
            for (RawServer server : List.of(nothing, head, body, chunks, headDrips, bodyDrips, endless)) {
                results.add(hastyAsync
                        .fetch(FetchRequest.of(server.url("/")))
                        .result()
                        .toCompletableFuture());
                results.add(inBackground(hastyBlocking, server.url("/")));
            }
            for (CompletableFuture<FetchResult> result : results) {
                assertKind(FetchFailure.Kind.TIMEOUT, result.get(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void cancelAllEndsWhatIsInFlight() throws Exception {
        try (RawServer nothing = RawServer.stalling("");
                RawServer head = RawServer.stalling(OK + "Server");
                RawServer drips = RawServer.dripping(OK + "Content-Length: 1000000\r\n\r\n")) {
            List<RawServer> servers = List.of(nothing, head, drips);
            List<CompletableFuture<FetchResult>> results = new ArrayList<>();
            for (RawServer server : servers) {
                results.add(
                        async.fetch(FetchRequest.of(server.url("/"))).result().toCompletableFuture());
                results.add(inBackground(blocking, server.url("/")));
            }
            Await.until("all in flight", () -> servers.stream().allMatch(server -> server.accepted() == 2));

            async.cancelAll();
            blocking.cancelAll();

            for (CompletableFuture<FetchResult> result : results) {
                assertKind(FetchFailure.Kind.CANCELLED, result.get(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void oneCallIsCancelledAlone() throws Exception {
        try (RawServer silent = RawServer.stalling("");
                RawServer quick = RawServer.answering(RawServer.DOT)) {
            var call = async.fetch(FetchRequest.of(silent.url("/")));
            call.cancel();
            assertKind(
                    FetchFailure.Kind.CANCELLED,
                    call.result().toCompletableFuture().get(10, TimeUnit.SECONDS));
            assertInstanceOf(Page.class, result(async, quick.url("/")));
        }
    }

    @Test
    void closeEndsWhatIsInFlightAndLeavesNoThreadThatKeepsTheJvm() throws Exception {
        List<Thread> before = keepers().toList();
        try (RawServer silent = RawServer.stalling("")) {
            HttpClientFetcher fetcher = new HttpClientFetcher(LONG);
            var call = fetcher.fetch(FetchRequest.of(silent.url("/")));
            Await.until("in flight", () -> silent.accepted() == 1);
            fetcher.close();
            assertInstanceOf(
                    FetchFailure.class, call.result().toCompletableFuture().get(10, TimeUnit.SECONDS));
        }
        assertTrue(keepers().allMatch(before::contains));
    }

    private static Stream<Thread> keepers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.isDaemon());
    }

    private void assertFails(FetchFailure.Kind kind, String url) throws Exception {
        for (Fetcher fetcher : List.of(crawlers, async, blocking)) {
            assertKind(kind, result(fetcher, url));
        }
    }

    private static void assertKind(FetchFailure.Kind kind, FetchResult result) {
        FetchFailure failure = assertInstanceOf(FetchFailure.class, result);
        assertEquals(kind, failure.kind(), failure.toString());
    }

    private static FetchResult result(Fetcher fetcher, String url) throws Exception {
        return fetcher.fetch(FetchRequest.of(url))
                .result()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<FetchResult> inBackground(UrlConnectionFetcher fetcher, String url) {
        CompletableFuture<FetchResult> result = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> fetcher.fetch(FetchRequest.of(url)).result().thenAccept(result::complete));
        return result;
    }

    private static String hash(Page page) {
        AnswersHash hash = new AnswersHash();
        hash.add("u", page.status(), page.body());
        return hash.toString();
    }
}
