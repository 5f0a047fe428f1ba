package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Answers that a client asks for and does not take, or takes late. */
class H2UntakenTest extends H2Served {
    private static final int ITEMS = 10_000;
    private static final int WIDE = 1 << 24;

    H2UntakenTest() throws IOException {}

    /** Asks for three answers of 440 kB, on streams 1 to 5, by bodies that just fit into the server's first window. */
    private static void askForMuch(H2Client client) throws IOException {
        String items = "[" + "0,".repeat(ITEMS - 1) + "0]";
        for (int stream = 1; stream <= 5; stream += 2) {
            client.raw().sendBytes(H2Client.request("POST", stream, "/save?delay=0&reject=every:1", false));
            client.data(stream, false, items.substring(0, ITEMS));
            client.data(stream, true, items.substring(ITEMS));
        }
    }

    @Test
    void answersBeyondAMebibyteBeginOnlyWhenThoseBeforeAreTaken() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.setWindows(0);
            askForMuch(client);
            client.get(7, "/add?name=x&delay=0");
            client.awaitPong();
            assertEquals(1, server.stats().inFlight());
            client.enlargeWindow(0, WIDE);
            client.setWindows(WIDE);
            Set<Integer> whole = new TreeSet<>();
            while (whole.size() < 4) {
                H2Client.Frame frame = client.read(H2Client.DATA);
                if ((frame.flags() & H2Client.END_STREAM) != 0) {
                    whole.add(frame.stream());
                }
            }
            assertEquals(Set.of(1, 3, 5, 7), whole);
        }
        assertEquals(Map.of(200, 4L), server.stats().byStatus());
    }

    @Test
    void answerThatIsHeldIsCancelledWithItsStream() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.setWindows(0);
            askForMuch(client);
            client.get(7, "/add?name=x&delay=0");
            client.get(9, "/add?name=y&delay=0");
            client.awaitPong();
            assertEquals(2, server.stats().inFlight());
            client.reset(7);
            client.awaitPong();
            assertEquals(Map.of(200, 3L, Exchange.CANCELLED, 1L), server.stats().byStatus());
            client.reset(1); // its bytes are held no more
            Await.until("the next begins", () -> server.stats().inFlight() == 0);
            assertEquals(Map.of(200, 4L, Exchange.CANCELLED, 1L), server.stats().byStatus());
        }
    }

    @Test
    void clientThatIsHeldForIsClosedWhenItIdles() throws Exception {
        long start = System.nanoTime();
        try (TestServer hasty =
                        TestServer.builder().idleTimeout(Duration.ofMillis(200)).start();
                H2Client client = H2Client.connect(hasty)) {
            client.setWindows(0);
            askForMuch(client);
            client.get(7, "/add?name=x&delay=0");
            client.read(H2Client.GOAWAY);
            AddTest.assertPassed(200, start);
            Await.until("cancelled", () -> hasty.stats().cancelled() == 1);
        }
    }

    @Test
    void bodyGoesOnWhenSettingsEnlargeItsWindow() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.setWindows(0);
            client.get(1, "/add?name=x&delay=0&size=1000&charset=us-ascii");
            client.read(H2Client.HEADERS);
            client.awaitPong();
            client.setWindows(600);
            assertEquals(600, client.read(H2Client.DATA).payload().remaining());
            client.awaitPong();
            client.setWindows(1_000);
            assertEquals(400, client.read(H2Client.DATA).payload().remaining());
        }
    }

    @Test
    void streamThatTheClientResetIsNotResetOnceMore() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.setWindows(WIDE);
            client.get(1, "/add?name=x&delay=0&size=131072&charset=us-ascii&fault=short");
            int bytes = 0; // of 65,536, half the body: the last one does not fit into the connection's window
            while (bytes < 65_535) {
                bytes += client.read(H2Client.DATA).payload().remaining();
            }
            client.reset(1);
            client.send(H2Client.PING, 0, 0, new byte[8]);
            assertEquals(H2Client.PING, client.read().type());
        }
    }

    @Test
    void cancellingARequestIsNoIdling() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestServer still = TestServer.builder().clock(clock).start();
                H2Client client = H2Client.connect(still)) {
            client.get(1, "/add?name=x&delay=1h");
            still.awaitInFlight(1, Duration.ofSeconds(5));
            clock.advance(Duration.ofMinutes(31));
            client.reset(1);
            Await.until("cancelled", () -> still.stats().cancelled() == 1);
            clock.advance(Duration.ofSeconds(299));
            client.awaitPong();
            clock.advance(Duration.ofSeconds(1));
            assertEquals(0, client.read(H2Client.GOAWAY).errorCode());
        }
    }
}
