package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A chronology far larger than what lies in the kernel's buffers, and readers that do not take it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // filling takes its time
class LargeReportTest {
    private static final int EXCHANGES = 20_000;
    private static final String CSV = "/chronology?format=csv";

    private final TestServer server;

    LargeReportTest() throws IOException {
        server = startFilled();
    }

    private static TestServer startFilled() throws IOException {
        TestServer server = TestServer.start();
        try (RawClient client = RawClient.connect(server)) {
            String name = "n".repeat(240);
            for (int i = 0; i < EXCHANGES; i += 500) {
                StringBuilder some = new StringBuilder();
                for (int k = i; k < i + 500; k++) {
                    some.append(RawClient.get("/add?name=" + name + k + "&delay=0"));
                }
                client.send(some.toString());
                client.readResponses(500);
            }
        }
        return server;
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void largeChronologyIsStreamedWhole() throws Exception {
        assertWhole(RawClient.ask(server, CSV));
        List<String> lines = RawClient.ask(server, CSV).body().lines().toList();
        for (int i = 0; i < EXCHANGES; i++) {
            String line = lines.get(i + 1);
            assertTrue(line.contains("n" + i + ","), line);
        }
        assertTrue(Json.maps(RawClient.ask(server, "/chronology").body()).size() >= EXCHANGES);
    }

    @Test
    void slowReaderGetsItWholeAndHoldsUpNoAnswer() throws Exception {
        try (RawClient slow = RawClient.connectWithSmallBuffers(server)) {
            slow.send(RawClient.get(CSV) + RawClient.get("/add?name=after&delay=0"));
            RawClient.Response head = slow.readHead();
            for (int i = 0; i < 20; i++) {
                assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
                assertEquals(200, RawClient.ask(server, "/stats").status());
                Await.pause(5);
            }
            assertWhole(slow.readBody(head));
            assertEquals(".", slow.readResponse().body());
        }
    }

    @Test
    void slowReaderHoldsUpNeitherTheLivePageNorItsFeed() throws Exception {
        try (RawClient slow = RawClient.connectWithSmallBuffers(server);
                RawClient watcher = RawClient.connect(server)) {
            slow.send(RawClient.get(CSV));
            RawClient.Response head = slow.readHead();
            assertEquals(200, RawClient.ask(server, "/").status());
            watcher.send(RawClient.get("/events"));
            watcher.readHead();
            for (int i = 0; i < 3; i++) {
                assertTrue(EventsTest.readEvent(watcher).has("in_flight"));
            }
            assertWhole(slow.readBody(head));
        }
    }

    @Test
    void readerThatGoesInTheMiddleDoesNoHarm() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (RawClient client = RawClient.connectWithSmallBuffers(server)) {
                client.send(RawClient.get(CSV) + RawClient.get("/add?name=after&delay=0"));
                client.readHead();
                client.readExactly(10_000);
                if (i % 2 == 0) {
                    client.resetConnection();
                }
            }
        }
        Await.until("gone", () -> server.stats().connections() == 0);
        assertWhole(RawClient.ask(server, CSV));
        assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
        assertEquals(0, server.stats().inFlight());
        LedgerTest.assertAddsUp(server.stats());
    }

    @Test
    void reportBeyondThoseThatMayWaitEndsItsConnection() throws Exception {
        List<RawClient> others = new ArrayList<>();
        try (RawClient slow = RawClient.connectWithSmallBuffers(server)) {
            slow.send(RawClient.get(CSV));
            RawClient.Response head = slow.readHead();
            for (int i = 0; i < TestServer.MAX_REPORTS + 3; i++) {
                RawClient other = RawClient.connect(server);
                others.add(other);
                other.send(RawClient.get(CSV + "&trial=none"));
            }
            Await.until("three are closed", () -> server.stats().connections() == TestServer.MAX_REPORTS + 1);
            assertWhole(slow.readBody(head));
        }
        int answered = 0;
        for (RawClient other : others) {
            try (other) {
                answered += other.readResponse().status() == 200 ? 1 : 0;
            } catch (EOFException closed) {
                assertEquals("closed after: ", closed.getMessage());
            }
        }
        assertEquals(TestServer.MAX_REPORTS, answered);
    }

    @Test
    void closingTheServerEndsAReportInSilence() throws Exception {
        Set<Thread> others = reporters();
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> uncaught.add(cause));
        TestServer closing = startFilled();
        try (RawClient client = RawClient.connectWithSmallBuffers(closing)) {
            client.send(RawClient.get(CSV));
            client.readHead();
            long start = System.nanoTime();
            closing.close();
            assertTrue(System.nanoTime() - start < 8_000_000_000L, "closing took over 8 s");
            Await.until("its reporter has ended", () -> others.containsAll(reporters()));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(usual);
        }
        assertEquals(List.of(), List.copyOf(uncaught));
    }

    private static Set<Thread> reporters() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("overlap-testserver-reports"))
                .collect(Collectors.toSet());
    }

    private static void assertWhole(RawClient.Response response) {
        assertEquals(200, response.status());
        long lines = response.body().lines().count();
        assertTrue(lines > EXCHANGES, () -> lines + " lines");
        assertTrue(response.body().endsWith("\n"));
    }
}
