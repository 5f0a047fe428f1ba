package io.overlap.crawler;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says that is not quite HTTP, and what becomes of it. */
class BrokenServerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String ABC = OK + "Content-Length: 3\r\n\r\nabc";

    private final HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT);
    private final HttpFetcher hasty = new HttpFetcher(FetchPolicy.DEFAULT.withDeadline(Duration.ofMillis(300)));

    @AfterEach
    void closeFetchers() {
        fetcher.close();
        hasty.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.",
                "HTTP/1.1 200 OK\r\nServer: x\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"
            })
    void answerCutShortIsAReset(String answer) throws Exception {
        assertFails(FetchFailure.Kind.RESET, answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage garbage garbage\r\n\r\n",
                "HTTP/2 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\nhello"
            })
    void answerThatIsNotHttpIsMalformed(String answer) throws Exception {
        assertFails(FetchFailure.Kind.MALFORMED, answer);
    }

    @Test
    void headLongerThanAllowedIsTooLarge() throws Exception {
        assertFails(FetchFailure.Kind.TOO_LARGE, OK + "Big: " + "x".repeat(65 << 10) + "\r\n\r\n");
        assertFails(FetchFailure.Kind.TOO_LARGE, OK + "Many: x\r\n".repeat(10_000) + "\r\n");
        assertFails(FetchFailure.Kind.TOO_LARGE, "HTTP/1.1 200 " + "x".repeat(9 << 10) + "\r\n\r\n");
    }

    private void assertFails(FetchFailure.Kind kind, String answer) throws Exception {
        try (RawServer server = RawServer.answering(answer)) {
            Await.failure(kind, fetch(fetcher, server, "/"));
            assertEquals(0, fetcher.inFlight());
            assertEquals(1, server.accepted());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", OK + "Server", OK + "Content-Length: 9\r\n\r\nabc"})
    void resetIsAResetWhereverItComes(String begun) throws Exception {
        try (RawServer server = RawServer.playing(client -> {
            RawServer.readHead(client);
            RawServer.send(client, begun);
            RawServer.reset(client);
        })) {
            Await.failure(FetchFailure.Kind.RESET, fetch(fetcher, server, "/"));
            assertEquals(1, server.accepted());
        }
    }

    @Test
    void portWithoutAListenerRefuses() throws Exception {
        String url = "http://127.0.0.1:" + RawServer.closedPort() + "/";
        FetchFailure failure = Await.failure(FetchFailure.Kind.CONNECT_REFUSED, fetcher.fetch(FetchRequest.of(url)));
        assertTrue(failure.detail().contains("127.0.0.1"), failure::detail);
    }

    /** Once its backlog is full, the kernel leaves further attempts to connect without an answer. */
    @Test
    void connectionThatNeverOpensIsATimeout() throws Exception {
        OpenSockets.assumeCountable();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> others = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SocketChannel other = SocketChannel.open();
                other.configureBlocking(false);
                other.connect(full.getLocalSocketAddress());
                others.add(other);
            }
            String url = "http://127.0.0.1:" + full.getLocalPort() + "/";
            Await.failure(FetchFailure.Kind.TIMEOUT, hasty.fetch(FetchRequest.of(url)));
            assertEquals(others.size(), OpenSockets.to(full.getLocalPort()));
            for (SocketChannel other : others) {
                other.close();
            }
        }
    }

    @Test
    void serverThatFallsSilentIsATimeoutWhereverItDoes() throws Exception {
        try (RawServer server = RawServer.playing(client -> {
            String path = RawServer.readHead(client).split(" ", -1)[1];
            switch (path) {
                case "/head" -> RawServer.send(client, OK);
                case "/body" -> RawServer.send(client, OK + "Content-Length: 3\r\n\r\nab");
                case "/drip" -> drip(client);
                default -> {}
            }
            RawServer.awaitClose(client);
        })) {
            List<Call> calls = Stream.of("/nothing", "/head", "/body", "/drip")
                    .map(path -> fetch(hasty, server, path))
                    .toList();
            for (Call call : calls) {
                Await.failure(FetchFailure.Kind.TIMEOUT, call);
            }
            assertEquals(0, hasty.inFlight());
        }
    }

    /** Never silent, and never done. */
    private static void drip(Socket client) throws IOException, InterruptedException {
        RawServer.send(client, OK + "Content-Length: 1000000\r\n\r\n");
        while (true) {
            RawServer.send(client, "x");
            Thread.sleep(5); // the passing of time is the point
        }
    }

    @Test
    void endlessBodyEndsAtItsBound() throws Exception {
        try (RawServer server = RawServer.playing(client -> {
            RawServer.readHead(client);
            RawServer.send(client, OK + "Transfer-Encoding: chunked\r\n\r\n");
            while (true) {
                RawServer.send(client, "1000\r\n" + "x".repeat(4096) + "\r\n");
            }
        })) {
            Await.failure(FetchFailure.Kind.TOO_LARGE, fetch(fetcher, server, "/"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\nabc", "HTTP/1.0 200 OK\r\n\r\nabc"})
    void bodyWithoutALengthEndsWithTheConnection(String answer) throws Exception {
        try (RawServer server = RawServer.answering(answer)) {
            Page page = Await.page(fetch(fetcher, server, "/"));
            assertEquals("abc", new String(page.body(), US_ASCII));
            assertEquals(List.of(), page.headers().all("Content-Length"));
        }
    }

    /** A preliminary answer taken for the answer leaves the real one to the next request on the connection. */
    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints"})
    void preliminaryAnswersArePassedOver(String preliminary) throws Exception {
        String hint = "HTTP/1.1 " + preliminary + "\r\nLink: </style.css>\r\n\r\n";
        try (RawServer server = RawServer.playing(client -> {
            String head = RawServer.readHead(client);
            while (!head.isEmpty()) {
                String path = head.split(" ", -1)[1];
                RawServer.send(client, hint + hint + OK + "Content-Length: " + path.length() + "\r\n\r\n" + path);
                head = RawServer.readHead(client);
            }
        })) {
            for (String path : List.of("/first", "/second", "/last")) {
                Page page = Await.page(fetch(fetcher, server, path));
                assertEquals(200, page.status());
                assertEquals(path, new String(page.body(), US_ASCII));
                assertEquals(List.of(), page.headers().all("Link"));
            }
            assertEquals(1, server.accepted());
        }
    }

    @Test
    void trailersAreNoPartOfTheBody() throws Exception {
        String trailed = OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nDigest: x\r\n\r\n";
        try (RawServer server = RawServer.answering(trailed)) {
            assertEquals(
                    "abc", new String(Await.page(fetch(fetcher, server, "/")).body(), US_ASCII));
        }
    }

    @Test
    void closedConnectionIsNotUsedAgain() throws Exception {
        try (RawServer server = RawServer.answering(OK + "Connection: close\r\nContent-Length: 3\r\n\r\nabc")) {
            for (int i = 1; i <= 5; i++) {
                Await.page(fetch(fetcher, server, "/"));
                assertEquals(i, server.accepted());
            }
        }
    }

    @Test
    void requestLineIsTheUrlAsItStands() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        List<String> targets = List.of("/", "/a//b/", "/%7Euser/%2f%20%zz", "/p?q=%20+&=%C3%A9&a[]='|\"{}");
        try (RawServer server = RawServer.playing(client -> {
            for (String head = RawServer.readHead(client); !head.isEmpty(); head = RawServer.readHead(client)) {
                lines.add(head.lines().findFirst().orElse(""));
                RawServer.send(client, ABC);
            }
        })) {
            for (String target : targets) {
                Await.page(fetch(fetcher, server, target));
            }
            Await.page(fetch(fetcher, server, ""));
            Await.page(fetch(fetcher, server, "/page#fragment"));
        }
        assertEquals(
                targets.stream().map(target -> "GET " + target + " HTTP/1.1").toList(),
                lines.stream().limit(targets.size()).toList());
        assertEquals(
                List.of("GET / HTTP/1.1", "GET /page HTTP/1.1"),
                lines.stream().skip(targets.size()).toList());
    }

    private static Call fetch(HttpFetcher fetcher, RawServer server, String path) {
        return fetcher.fetch(FetchRequest.of(server.url(path)));
    }
}
