package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.overlap.testserver.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every buffer is given back, whatever ends a fetch: in a burst here, and in all tests that ran before in this JVM. */
@Order(Integer.MAX_VALUE)
class LeakTest {
    private static final String CANARY = "leaked on purpose";

    @Test
    void noBufferIsLeakedHoweverFetchesEnd() throws Exception {
        assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
        burst();
        // A leak is found by the garbage collector: when the canary is, so is every leak before it.
        for (int canary = 0; canary < 2; canary++) {
            String name = CANARY + " " + canary;
            leak(name);
            Await.until("canary found, so that the detector works", () -> {
                System.gc();
                ByteBufAllocator.DEFAULT.buffer().release(); // the detector looks when it is given work
                return LeakCounter.reports().stream().anyMatch(report -> report.contains(name));
            });
        }
        assertEquals(
                List.of(),
                LeakCounter.reports().stream()
                        .filter(report -> !report.contains(CANARY))
                        .toList());
    }

    private static void leak(String name) {
        ByteBuf lost = ByteBufAllocator.DEFAULT.buffer(16);
        lost.touch(name);
    }

    private static void burst() throws Exception {
        Random random = new Random(7);
        FetchPolicy policy =
                FetchPolicy.DEFAULT.withCap(50).withMaxBodyBytes(10_000).withDeadline(Duration.ofSeconds(1));
        String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
        try (TestServer server = TestServer.start();
                RawServer large = RawServer.answering(head + "20000\r\n\r\n" + "x".repeat(20_000));
                RawServer cut = RawServer.answering(head + "20000\r\n\r\n" + "x".repeat(5_000));
                RawServer malformed = RawServer.playing(client -> RawServer.send(client, "nonsense\r\n\r\n"));
                FakeNameServer names = FakeNameServer.start().naming("one.test", "127.0.0.1");
                HttpFetcher fetcher = new HttpFetcher(policy, names.provider())) {
            List<String> urls = List.of(
                    server.url("/add?name=a&delay=3"),
                    server.url("/add?name=b&delay=60000"),
                    server.url("/missing"),
                    "http://one.test:" + server.port() + "/add?name=c&delay=0",
                    "http://absent.test/",
                    "http://127.0.0.1:" + RawServer.closedPort() + "/",
                    "https://127.0.0.1:" + malformed.port() + "/",
                    large.url("/"),
                    cut.url("/"),
                    malformed.url("/"));
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String url = urls.get(random.nextInt(urls.size()));
                Call call = fetcher.fetch(FetchRequest.of(url));
                calls.add(call);
                if (url.contains("60000") && i > 50) { // the first ones time out
                    fetcher.loop().schedule(call::cancel, random.nextInt(300), TimeUnit.MILLISECONDS);
                }
            }
            for (Call call : calls) {
                Await.result(call);
            }
            fetcher.fetch(FetchRequest.of(urls.get(1))); // ended by the close
        }
    }
}
