package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** No buffer is lost, whatever clients do. Runs last, so that it also judges what all other tests left. */
@Order(Integer.MAX_VALUE)
class LeakTest {
    @Test
    void noBufferIsLostToGoodBadAndAbortedRequests() throws Exception {
        assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
        try (TestServer server = TestServer.start()) {
            Random random = new Random(42);
            for (int i = 0; i < 400; i++) {
                visit(server, random);
            }
            Await.until(
                    "all ended",
                    () -> server.stats().connections() == 0 && server.stats().inFlight() == 0);
            LedgerTest.assertAddsUp(server.stats());
            assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
        }
        assertEquals(List.of(), Leaks.found());
    }

    private static void visit(TestServer server, Random random) throws IOException {
        try (RawClient client = RawClient.connect(server)) {
            for (int requests = random.nextInt(6); requests > 0; requests--) {
                client.send(anyRequest(random));
            }
            switch (random.nextInt(4)) {
                case 0 -> client.resetConnection();
                case 1 -> client.shutdownOutput();
                case 2 -> {
                    client.shutdownOutput();
                    client.readToEnd();
                }
                default -> {} // just goes
            }
        } catch (IOException closedByServer) {
            // it may close after a bad request, before we sent the next
        }
    }

    private static String anyRequest(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> RawClient.get("/add?name=x&delay=0");
            case 1 -> RawClient.get("/add?name=x&delay=" + random.nextInt(20));
            case 2 -> RawClient.get("/add?name=x&delay=1h");
            case 3 -> RawClient.request("POST", "/add?delay=1", "Content-Length: 20000") + "x".repeat(20_000);
            case 4 -> RawClient.request("POST", "/add?delay=1", "Content-Length: 20000") + "x".repeat(10_000);
            case 5 -> RawClient.request("POST", "/add", "Transfer-Encoding: chunked") + "5\r\nabcde\r\n0\r\n\r\n";
            case 6 -> RawClient.request("POST", "/add", "Transfer-Encoding: chunked") + "5\r\nabcde\r\nzz\r\n";
            case 7 -> RawClient.get("/chronology?format=csv");
            case 8 -> RawClient.request("HEAD", "/stats") + "half a requ";
            default -> "garbage\r\n\r\n" + "x".repeat(5_000);
        };
    }
}
