package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A server to speak HTTP/2 with; whatever a test did to it, its counts add up and nothing was logged. */
abstract class H2Served {
    final TestServer server;

    private final Logged logged = new Logged();

    H2Served() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void countsAddUpAndNothingIsLogged() {
        end(server);
        logged.close();
        assertEquals(List.of(), logged.lines());
    }

    /** Waits until all requests have ended, and closes the server. */
    static void end(TestServer server) {
        Await.until("all ended", () -> server.stats().inFlight() == 0);
        LedgerTest.assertAddsUp(server.stats());
        server.close();
    }
}
