package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.overlap.crawler.FetchFailure;
import io.overlap.testserver.TestServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the server does, each request ends once and the run ends. */
@Timeout(60)
class BareClientTest {
    private static final Duration DEADLINE = Duration.ofMillis(400);
    private static final String DOT = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.";

    @Test
    void allIsAnsweredOnAsManyConnectionsAsLanes() throws Exception {
        try (TestServer server = TestServer.start();
                BareClient client = client(server.url(), 8)) {
            for (int run = 0; run < 3; run++) {
                Counting work = new Counting(server.url(), 200);
                client.run(work);
                work.assertEnded(Map.of("200 .", 200));
            }
            assertEquals(600, server.stats().requests());
            assertEquals(8, server.stats().connections());
        }
    }

    @Test
    void moreLanesThanWorkIsNoHarm() throws Exception {
        try (TestServer server = TestServer.start();
                BareClient client = client(server.url(), 50)) {
            Counting work = new Counting(server.url(), 3);
            client.run(work);
            work.assertEnded(Map.of("200 .", 3));
            Counting none = new Counting(server.url(), 0);
            client.run(none);
            none.assertEnded(Map.of());
        }
    }

    @Test
    void connectionClosedAfterEachAnswerIsOpenedAnew() throws Exception {
        String saidSo = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n.";
        String toTheEnd = "HTTP/1.1 200 OK\r\n\r\n.";
        for (String answer : List.of(saidSo, toTheEnd)) {
            try (ScriptedServer server = ScriptedServer.answering(answer);
                    BareClient client = client(server.url(), 3)) {
                Counting work = new Counting(server.url(), 20);
                client.run(work);
                work.assertEnded(Map.of("200 .", 20));
                assertEquals(20, server.accepted());
            }
        }
    }

    @Test
    void eachKindOfFailureIsTold() throws Exception {
        assertAllEndAs("reset", client -> {});
        assertAllEndAs("reset", client -> {
            ScriptedServer.readHead(client);
            client.setSoLinger(true, 0);
        });
        assertAllEndAs("reset", client -> {
            ScriptedServer.readHead(client);
            ScriptedServer.send(client, DOT.substring(0, DOT.length() - 1));
        });
        assertAllEndAs("malformed", client -> {
            ScriptedServer.readHead(client);
            ScriptedServer.send(client, "220 mail.example ESMTP\r\n\r\n");
            ScriptedServer.awaitClose(client);
        });
        assertAllEndAs("too_large", client -> {
            ScriptedServer.readHead(client);
            ScriptedServer.send(client, "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
            ScriptedServer.awaitClose(client);
        });
        assertAllEndAs("timeout", ScriptedServer::awaitClose);
        assertAllEndAs("timeout", client -> {
            ScriptedServer.readHead(client);
            ScriptedServer.send(client, DOT.substring(0, 20));
            ScriptedServer.awaitClose(client);
        });
    }

    private static void assertAllEndAs(String kind, ScriptedServer.Script script) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script);
                BareClient client = client(server.url(), 4)) {
            Counting work = new Counting(server.url(), 6);
            client.run(work);
            work.assertEnded(Map.of(kind, 6));
        }
    }

    @Test
    void nobodyListeningIsToldOfEachRequest() throws Exception {
        String url = SilentServer.closedUrl();
        try (BareClient client = client(url, 4)) {
            Counting work = new Counting(url, 10_000);
            client.run(work);
            work.assertEnded(Map.of("connect_refused", 10_000));
        }
    }

    @Test
    void nameWithoutAddressIsToldOfEachRequest() throws Exception {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        try (BareClient client = new BareClient(nowhere, 2, DEADLINE)) {
            Counting work = new Counting("http://nowhere.invalid", 5);
            client.run(work);
            work.assertEnded(Map.of("dns", 5));
        }
    }

    @Test
    void unaskedBytesCostTheConnectionOnly() throws Exception {
        try (ScriptedServer server = new ScriptedServer(client -> {
                    ScriptedServer.readHead(client);
                    ScriptedServer.send(client, DOT);
                    Thread.sleep(50);
                    ScriptedServer.send(client, "what?");
                    ScriptedServer.awaitClose(client);
                });
                BareClient client = client(server.url(), 1)) {
            Counting first = new Counting(server.url(), 1);
            client.run(first);
            first.assertEnded(Map.of("200 .", 1));
            Thread.sleep(150);
            Counting second = new Counting(server.url(), 1);
            client.run(second);
            second.assertEnded(Map.of("200 .", 1));
            assertEquals(2, server.accepted());
        }
    }

    @Test
    void cancelEndsWhatIsInFlightAndSendsNothingMore() throws Exception {
        try (TestServer server = TestServer.start();
                BareClient client = client(server.url(), 5, Duration.ofMinutes(1))) {
            Counting work = new Counting(server.url(), 1_000, 50_000);
            Thread run = Thread.ofVirtual().start(() -> assertRuns(client, work));
            Await.until("in flight", () -> server.stats().inFlight() == 5);
            client.cancel();
            run.join();
            work.assertEnded(Map.of("cancelled", 5));
            client.cancel(); // with nothing to cancel
            Counting after = new Counting(server.url(), 7);
            client.run(after);
            after.assertEnded(Map.of("200 .", 7));
        }
    }

    @Test
    void interruptEndsTheRun() throws Exception {
        try (TestServer server = TestServer.start();
                BareClient client = client(server.url(), 3, Duration.ofMinutes(1))) {
            Counting work = new Counting(server.url(), 100, 50_000);
            Thread run =
                    Thread.ofVirtual().start(() -> assertThrows(InterruptedException.class, () -> client.run(work)));
            Await.until("in flight", () -> server.stats().inFlight() == 3);
            run.interrupt();
            run.join();
            work.assertEnded(Map.of("cancelled", 3));
        }
    }

    @Test
    void closeEndsARunUnderWay() throws Exception {
        try (TestServer server = TestServer.start()) {
            BareClient client = client(server.url(), 3, Duration.ofMinutes(1));
            Counting work = new Counting(server.url(), 100, 50_000);
            Thread run = Thread.ofVirtual().start(() -> assertRuns(client, work));
            Await.until("in flight", () -> server.stats().inFlight() == 3);
            client.close();
            run.join();
            work.assertEnded(Map.of("cancelled", 3));
        }
    }

    @Test
    void lanesBeginSpreadOverTime() throws Exception {
        try (TestServer server = TestServer.start();
                BareClient client = client(server.url(), 10, Duration.ofMinutes(1))) {
            client.run(new Counting(server.url(), 10, 300), Duration.ofMillis(200));
            List<Long> arrivals = server.chronology().stream()
                    .map(exchange -> exchange.arrivedNanos())
                    .sorted()
                    .toList();
            assertTrue(arrivals.getLast() - arrivals.getFirst() >= 150_000_000L, arrivals::toString);
        }
    }

    @Test
    void troubleInTheWorkComesOutOfTheRun() throws Exception {
        for (boolean asking : List.of(true, false)) {
            try (TestServer server = TestServer.start();
                    BareClient client = client(server.url(), 4)) {
                Counting broken = new Counting(server.url(), 100) {
                    @Override
                    public long next(ByteBuf out) {
                        if (asking && given() == 10) {
                            throw new IllegalStateException("on purpose");
                        }
                        return super.next(out);
                    }

                    @Override
                    public void answered(long number, int status, byte[] body) {
                        super.answered(number, status, body);
                        if (!asking && number == 10) {
                            throw new IllegalStateException("on purpose");
                        }
                    }
                };
                IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> client.run(broken));
                assertEquals("on purpose", thrown.getMessage());
                Counting after = new Counting(server.url(), 7);
                client.run(after);
                after.assertEnded(Map.of("200 .", 7));
            }
        }
    }

    private static void assertRuns(BareClient client, Counting work) {
        try {
            client.run(work);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static BareClient client(String url, int lanes) {
        return client(url, lanes, DEADLINE);
    }

    private static BareClient client(String url, int lanes, Duration deadline) {
        URI base = URI.create(url);
        return new BareClient(new InetSocketAddress(base.getHost(), base.getPort()), lanes, deadline);
    }

    /** Requests for /add; counts how each ended, and that it ended once. */
    private static class Counting implements BareClient.Work {
        private final AddRequests requests;
        private final int n;
        private final BitSet ended = new BitSet();
        private final Map<String, Integer> ends = new TreeMap<>();
        private final List<Long> twice = new ArrayList<>();
        private final AtomicInteger given = new AtomicInteger();

        Counting(String url, int n) {
            this(url, n, 0);
        }

        Counting(String url, int n, int delayMillis) {
            requests = new AddRequests(URI.create(url), Integer.toString(delayMillis), "t");
            this.n = n;
        }

        int given() {
            return given.get();
        }

        @Override
        public long next(ByteBuf out) {
            if (given.get() == n) {
                return -1;
            }
            requests.write(out, given.get());
            return given.getAndIncrement();
        }

        @Override
        public void answered(long number, int status, byte[] body) {
            end(number, status + " " + new String(body, java.nio.charset.StandardCharsets.US_ASCII));
        }

        @Override
        public void failed(long number, FetchFailure.Kind kind, String detail) {
            end(number, kind.toString());
        }

        private void end(long number, String how) {
            if (ended.get((int) number)) {
                twice.add(number);
            }
            ended.set((int) number);
            ends.merge(how, 1, Integer::sum);
        }

        void assertEnded(Map<String, Integer> expected) {
            assertEquals(expected, ends);
            assertEquals(List.of(), twice);
            assertEquals(given(), ended.cardinality());
        }
    }
}
