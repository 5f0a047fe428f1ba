package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.crawler.FetchFailure;
import io.overlap.testserver.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request ends once and a run returns, whatever the server does. */
@Timeout(20)
class BareClientServerTest {
    private static final int LANES = 4;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);

    @ParameterizedTest
    @CsvSource({"1,1", "1,50", "7,200", "50,3", "10,0"})
    void anyNumberOfLanesDoesAllTheWork(int lanes, int n) throws Exception {
        RecordingWork work = new RecordingWork(n);
        try (TestServer server = TestServer.start();
                BareClient client = new BareClient(address(server), lanes, LONG)) {
            client.run(work);

            assertEquals(n, server.stats().requests());
            assertEquals(Math.min(lanes, n), server.stats().connections());
            assertTrue(server.stats().maxInFlight() <= lanes);
        }
        assertEquals(n, work.count(200));
        work.assertEachEndedOnce();
    }

    @Test
    void connectionsAreUsedAgainByTheNextRun() throws Exception {
        try (RawServer server = RawServer.answeringAll(RawServer.DOT);
                BareClient client = new BareClient(server.address(), LANES, LONG)) {
            for (int i = 0; i < 3; i++) {
                RecordingWork work = new RecordingWork(100);
                client.run(work);
                work.assertAll(200);
            }
            assertEquals(LANES, server.accepted());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n.",
                "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n.",
                "HTTP/1.1 200 OK\r\n\r\n.",
            })
    void serverThatClosesAfterEachAnswerIsConnectedToForEach(String answer) throws Exception {
        RecordingWork work = new RecordingWork(40);
        try (RawServer server = RawServer.answering(answer);
                BareClient client = new BareClient(server.address(), LANES, LONG)) {
            client.run(work);
            assertEquals(40, server.accepted());
        }
        work.assertAll(200);
    }

    /** Whether the next request is sent before the close is seen is chance. */
    @Test
    void serverThatClosesUnannouncedCostsNoMoreThanTheRequestsItCloses() throws Exception {
        RecordingWork work = new RecordingWork(100);
        try (RawServer server = RawServer.answering(RawServer.DOT);
                BareClient client = new BareClient(server.address(), LANES, LONG)) {
            client.run(work);
            assertEquals(work.count(200), server.accepted());
        }
        assertEquals(100, work.count(200) + work.count(FetchFailure.Kind.RESET));
        work.assertEachEndedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n."})
    void connectionThatEndsBeforeTheAnswerIsAReset(String begun) throws Exception {
        try (RawServer closing = RawServer.answering(begun);
                RawServer resetting = RawServer.resetting(begun)) {
            assertAllEnd(FetchFailure.Kind.RESET, closing.address(), LONG);
            assertAllEnd(FetchFailure.Kind.RESET, resetting.address(), LONG);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n.", "HTTP/1.1 200 OK\r\n\r\n."})
    void serverThatFallsSilentIsATimeoutAndItsConnectionIsClosed(String begun) throws Exception {
        CountDownLatch closed = new CountDownLatch(2 * LANES);
        try (RawServer server = RawServer.playing(socket -> {
            RawServer.readHead(socket);
            RawServer.send(socket, begun);
            RawServer.awaitClose(socket);
            closed.countDown();
        })) {
            RecordingWork work = new RecordingWork(2 * LANES);
            try (BareClient client = new BareClient(server.address(), LANES, SHORT)) {
                client.run(work);
                work.assertAll(FetchFailure.Kind.TIMEOUT);
                assertTrue(closed.await(10, TimeUnit.SECONDS), "all closed before the client is");
            }
        }
    }

    @Test
    void serverThatNeverEndsItsAnswerIsATimeout() throws Exception {
        try (RawServer server = RawServer.dripping("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")) {
            assertAllEnd(FetchFailure.Kind.TIMEOUT, server.address(), SHORT);
        }
    }

    @Test
    void connectionsThatAreNotAcceptedAreATimeout() throws Exception {
        try (SilentServer server = new SilentServer()) {
            int port = Integer.parseInt(server.url().replaceFirst(".*:", ""));
            assertAllEnd(FetchFailure.Kind.TIMEOUT, loopback(port), SHORT);
        }
    }

    @Test
    void garbageIsMalformedAndTooMuchIsTooLarge() throws Exception {
        try (RawServer garbage = RawServer.answeringAll("nonsense\r\n\r\n");
                RawServer second = RawServer.answeringAll(RawServer.DOT + RawServer.DOT);
                RawServer large = RawServer.answeringAll(RawServer.OK + "Content-Length: 9999999\r\n\r\n")) {
            assertAllEnd(FetchFailure.Kind.MALFORMED, garbage.address(), LONG);
            assertAllEnd(FetchFailure.Kind.MALFORMED, second.address(), LONG);
            assertAllEnd(FetchFailure.Kind.TOO_LARGE, large.address(), LONG);
        }
    }

    @Test
    void bytesThatNobodyAskedForCostTheConnectionAndNoRequest() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        try (RawServer server = RawServer.playing(socket -> {
                    RawServer.readHead(socket);
                    RawServer.send(socket, RawServer.DOT);
                    Thread.sleep(50); // so that the run is over
                    RawServer.send(socket, RawServer.DOT);
                    RawServer.awaitClose(socket);
                    dropped.countDown();
                });
                BareClient client = new BareClient(server.address(), 1, LONG)) {
            RecordingWork first = new RecordingWork(1);
            client.run(first);
            first.assertAll(200);
            assertTrue(dropped.await(10, TimeUnit.SECONDS), "dropped");

            RecordingWork second = new RecordingWork(1);
            client.run(second);
            second.assertAll(200);
            assertEquals(2, server.accepted());
        }
    }

    @Test
    void serverThatIsNotThereIsAFailureOfEachRequest() throws Exception {
        int port = Integer.parseInt(SilentServer.closedUrl().replaceFirst(".*:", ""));
        assertAllEnd(FetchFailure.Kind.CONNECT_REFUSED, loopback(port), LONG);
        assertAllEnd(FetchFailure.Kind.DNS, InetSocketAddress.createUnresolved("absent.invalid", 80), LONG);
    }

    @Test
    void spreadLanesBeginOneAfterTheOther() throws Exception {
        long start = System.nanoTime();
        List<Long> askedMillis = new CopyOnWriteArrayList<>();
        RecordingWork work = new RecordingWork(LANES, "/add?name=u&delay=400")
                .onNext(() -> askedMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
        try (TestServer server = TestServer.start();
                BareClient client = new BareClient(address(server), LANES, LONG)) {
            client.run(work, Duration.ofMillis(200));
        }
        work.assertAll(200);
        for (int i = 0; i < LANES; i++) {
            assertTrue(askedMillis.get(i) >= i * 50L, askedMillis.toString());
        }
    }

    @Test
    void clientWithoutALaneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new BareClient(loopback(1), 0, LONG));
    }

    private static void assertAllEnd(FetchFailure.Kind kind, InetSocketAddress address, Duration deadline)
            throws Exception {
        RecordingWork work = new RecordingWork(2 * LANES);
        try (BareClient client = new BareClient(address, LANES, deadline)) {
            client.run(work);
        }
        work.assertAll(kind);
    }

    static InetSocketAddress address(TestServer server) {
        return loopback(server.port());
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
