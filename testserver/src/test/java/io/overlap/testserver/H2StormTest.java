package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** HTTP/2 clients that ask for anything, take some of it, and leave at any moment. */
class H2StormTest extends H2Served {
    private static final int VISITS = 60;
    private static final int MOST_STREAMS = 12;
    private static final List<String> ASKED = List.of(
            "/add?name=x&delay=0",
            "/add?name=x&delay=3",
            "/add?name=x&delay=1h",
            "/add?name=x&delay=0&size=100kB",
            "/add?name=x&delay=0&size=100kB&rate=10MB/s",
            "/add?name=x&delay=1&size=9&trickle=5ms",
            "/add?name=x&delay=1&size=50kB&encoding=gzip",
            "/add?name=x&delay=0&status=503",
            "/add?name=x&delay=0&status=204",
            "/add?name=x&delay=0&redirect=1",
            "/add?name=x&delay=0&fault=reset",
            "/add?name=x&delay=1&fault=empty",
            "/add?name=x&delay=0&fault=stall&hold=5ms",
            "/add?name=x&delay=0&fault=big-header&header-size=100kB",
            "/add?name=x&delay=0&fault=short&size=200kB",
            "/add?name=x&delay=0&fault=reset-body&size=9",
            "/add?name=x&delay=0&fault=stall-body&size=200kB&hold=5ms",
            "/add?name=x&delay=0&fault=endless",
            "/add?name=x&delay=0&fault=gzip-bomb&size=1MB",
            "/add?name=x&delay=0&fault=slow-close",
            "/add?delay=soon",
            "/chronology",
            "/events",
            "/nowhere");

    H2StormTest() throws IOException {}

    @Test
    void allThatCameIsAccountedForWhenAllAreGone() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < VISITS; i++) {
            visit(random);
        }
        Await.until("gone", () -> server.stats().connections() == 0);
        assertTrue(server.stats().requests() > VISITS, () -> server.stats().toString());
        assertEquals(200, H2Client.ask(server, "GET", "/add?name=x&delay=0").status());
    }

    private void visit(Random random) throws IOException {
        try (H2Client client = H2Client.connect(server)) {
            if (random.nextInt(3) == 0) {
                client.setWindows(random.nextInt(200_000));
            }
            int last = 2 * random.nextInt(MOST_STREAMS);
            for (int stream = 1; stream < last; stream += 2) {
                ask(client, stream, random);
                meddle(client, stream, random);
            }
            leave(client, random);
        } catch (SocketTimeoutException silence) {
            throw silence;
        } catch (IOException ended) {
            // by the server
        }
    }

    private static void ask(H2Client client, int stream, Random random) throws IOException {
        if (random.nextInt(6) > 0) {
            client.get(stream, ASKED.get(random.nextInt(ASKED.size())));
            return;
        }
        client.raw().sendBytes(H2Client.request("POST", stream, "/save?delay=1&lost=p:0.2", false));
        client.data(stream, false, "[{\"id\":1},");
        if (random.nextBoolean()) {
            client.data(stream, true, "2]");
        }
    }

    private static void meddle(H2Client client, int stream, Random random) throws IOException {
        switch (random.nextInt(8)) {
            case 0 -> client.reset(stream);
            case 1 -> client.enlargeWindow(0, 1 + random.nextInt(200_000));
            case 2 -> client.enlargeWindow(stream, 1 + random.nextInt(200_000));
            case 3 -> client.setWindows(random.nextInt(200_000));
            case 4 -> client.awaitPong();
            default -> {}
        }
    }

    private static void leave(H2Client client, Random random) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> client.raw().resetConnection();
            case 1 -> client.awaitPong();
            case 2 -> client.raw().shutdownOutput();
            default -> {} // just goes
        }
    }
}
