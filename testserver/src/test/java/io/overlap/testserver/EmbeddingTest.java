package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A server inside someone else's program. */
class EmbeddingTest {
    private static final long BOUND_NANOS = 8_000_000_000L;

    @Test
    void serverStartsOnAFreePortAndTellsItsUrl() throws Exception {
        try (TestServer server = TestServer.start()) {
            assertEquals("http://127.0.0.1:" + server.port(), server.url());
            assertEquals(server.url() + "/add?name=x", server.url("/add?name=x"));
            assertEquals(server.port(), URI.create(server.url()).getPort());
            assertTrue(List.of("epoll", "nio").contains(server.transportName()));
            assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
        }
    }

    @Test
    void twoServersCountApart() throws Exception {
        try (TestServer one = TestServer.start();
                TestServer other = TestServer.start()) {
            assertNotEquals(one.port(), other.port());
            RawClient.ask(one, "/add?name=x&delay=0");
            assertEquals(1, one.stats().requests());
            assertEquals(0, other.stats().requests());
            assertEquals(List.of(), other.chronology());
        }
    }

    @Test
    void closingEndsWhatIsInFlightAtOnce() throws Exception {
        TestServer server = TestServer.start();
        try (RawClient waiting = RawClient.connect(server);
                RawClient idle = RawClient.connect(server)) {
            waiting.send(RawClient.get("/add?name=x&delay=1h").repeat(3));
            Await.until("in flight", () -> server.stats().inFlight() == 3);
            long start = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - start < BOUND_NANOS, "closing took over 8 s");
            assertEquals("", waiting.readToEnd());
            assertEquals("", idle.readToEnd());
        }
        assertEquals(Map.of(Exchange.CANCELLED, 3L), server.stats().byStatus());
        assertEquals(0, server.stats().inFlight());
        assertEquals(0, server.stats().connections());
        assertEquals(3, server.chronology().size());
    }

    @Test
    void closedServerListensNoMoreAndItsPortIsFree() throws Exception {
        TestServer server = TestServer.start();
        server.close();
        assertThrows(IOException.class, () -> RawClient.connect(server));
        try (TestServer next = TestServer.builder().port(server.port()).start()) {
            assertEquals(server.port(), next.port());
        }
    }

    @Test
    void closingTwiceIsHarmless() throws Exception {
        TestServer server = TestServer.start();
        RawClient.ask(server, "/add?name=x&delay=0");
        long start = System.nanoTime();
        server.close();
        server.close();
        assertTrue(System.nanoTime() - start < BOUND_NANOS, "closing took over 8 s");
        assertEquals(1, server.stats().requests());
    }

    @Test
    void closedServerIsNotChanged() throws Exception {
        TestServer server = TestServer.start();
        server.close();
        assertEquals(
                "closed: reset() or change() after close()",
                assertThrows(IllegalStateException.class, server::reset).getMessage());
        assertThrows(IllegalStateException.class, () -> server.change(Scenario.NONE));
    }

    @Test
    void closedServerLeavesNoThread() throws Exception {
        Set<Thread> others = serverThreads();
        TestServer server = TestServer.start();
        RawClient.ask(server, "/chronology");
        assertTrue(!others.containsAll(serverThreads()));
        server.close();
        Await.until("no thread is left", () -> others.containsAll(serverThreads()));
    }

    private static Set<Thread> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("overlap-testserver"))
                .collect(Collectors.toSet());
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (TestServer server = TestServer.start()) {
            TestServerBuilder taken = TestServer.builder().port(server.port());
            IOException failure = assertThrows(IOException.class, () -> taken.start());
            String message = String.valueOf(failure.getMessage());
            assertTrue(message.startsWith("cannot listen on 127.0.0.1:" + server.port() + ": "), message);
            assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
        }
    }

    @Test
    void addressThatIsNotOursIsNamed() {
        TestServerBuilder foreign = TestServer.builder().host("192.0.2.1");
        IOException failure = assertThrows(IOException.class, () -> foreign.start());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("cannot listen on 192.0.2.1:0: "), message);
    }

    @Test
    void hostThatDoesNotExistIsNamedWithAReason() {
        TestServerBuilder nowhere = TestServer.builder().host("no such host");
        IOException failure = assertThrows(IOException.class, () -> nowhere.start());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("cannot listen on no such host:0: "), message);
        assertTrue(!message.endsWith("null"), message);
    }

    @Test
    void failedStartLeavesNoThread() throws Exception {
        try (TestServer server = TestServer.start()) {
            TestServerBuilder taken = TestServer.builder().port(server.port());
            Set<Thread> others = serverThreads();
            assertThrows(IOException.class, () -> taken.start());
            Await.until("no thread is left", () -> others.containsAll(serverThreads()));
        }
    }

    @Test
    void connectionThatCannotBeAcceptedIsALineAndNoTrace() {
        EmbeddedChannel listener = new EmbeddedChannel(new AcceptFailures());
        try (Logged logged = new Logged()) {
            listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            listener.checkException();
            assertEquals(
                    List.of("io.overlap.testserver.TestServer: cannot accept connections, they wait:"
                            + " Too many open files (ulimit -n) null"),
                    logged.lines());
        }
    }
}
