package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.Exchange;
import io.overlap.testserver.TestServer;
import io.overlap.testserver.TestServerBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lateness as a client sees it. */
@Timeout(60)
class ClientLatenessTest {
    @Test
    void answersAreAskedForAgainUntilTheTimeIsOver() throws Exception {
        try (TestServer server = TestServer.builder().start()) {
            ClientLateness late = measure(server, 20, Duration.ofMillis(200));
            assertEquals(20 + late.answers(), server.stats().requests());
            assertEquals(0, late.unanswered());
            assertTrue(late.answers() >= 20, late::toString);
            assertTrue(late.p50() >= 0 && late.p50() <= late.p99() && late.p99() <= late.max(), late::toString);
            assertTrue(late.max() < 15_000, late::toString);
        }
    }

    @Test
    void connectionsAreOpenBeforeAnythingCounts() throws Exception {
        try (TestServer server = TestServer.builder().start()) {
            ClientLateness late = measure(server, 20, Duration.ofMillis(100));
            assertEquals(0, late.unopened());
            assertEquals(20, connections(server, exchange -> exchange.trial().equals("open")));
            assertEquals(20, connections(server, exchange -> true));
        }
    }

    @Test
    void connectionsThatCannotBeOpenedAreCounted() throws Exception {
        TestServer server = TestServer.builder().start();
        server.close();
        ClientLateness late = measure(server, 3, Duration.ofMillis(20));
        assertEquals(3, late.unopened());
        assertEquals(0, late.answers());
        assertTrue(late.unanswered() > 0, late::toString);
    }

    @Test
    void whatIsNotAnsweredIsAsLateAsItWasWaitedFor() throws Exception {
        TestServerBuilder refusing = TestServer.builder().scenario("limit servers=1,queue=0");
        try (TestServer server = refusing.start()) {
            ClientLateness late = measure(server, 2, Duration.ofMillis(50));
            assertTrue(late.unanswered() > 0, late::toString);
            assertEquals(15_000 - 10, late.max(), 20);
        }
    }

    private static long connections(TestServer server, Predicate<Exchange> which) {
        return server.chronology().stream()
                .filter(which)
                .mapToInt(Exchange::connection)
                .distinct()
                .count();
    }

    private static ClientLateness measure(TestServer server, int connections, Duration time) throws Exception {
        return ClientLateness.measure(URI.create(server.url()), connections, 10, time);
    }
}
