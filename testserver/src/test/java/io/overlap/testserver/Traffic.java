package io.overlap.testserver;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that keep a server busy with something of everything, until closed. */
final class Traffic implements AutoCloseable {
    private static final int CLIENTS = 40;

    private final TestServer server;
    private final AtomicInteger sent = new AtomicInteger();
    private final Thread[] threads = new Thread[CLIENTS];
    private volatile boolean closed;

    private Traffic(TestServer server) {
        this.server = server;
    }

    static Traffic start(TestServer server) {
        Traffic traffic = new Traffic(server);
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            traffic.threads[i] = new Thread(() -> traffic.run(random), "traffic-" + i);
            traffic.threads[i].start();
        }
        return traffic;
    }

    int sent() {
        return sent.get();
    }

    private void run(Random random) {
        while (!closed) {
            try (RawClient client = RawClient.connect(server)) {
                for (int i = random.nextInt(8); i >= 0 && !closed; i--) {
                    client.send(anyRequest(random));
                    sent.incrementAndGet();
                    client.readResponse();
                }
                if (random.nextInt(4) == 0) {
                    client.send(RawClient.get("/add?name=left&delay=5s")); // and leaves
                    Await.pause(random.nextInt(300));
                }
            } catch (IOException ended) {
                // the server is closed, or was asked to close
            }
        }
    }

    private static String anyRequest(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> RawClient.get("/nowhere");
            case 1 -> RawClient.request("POST", "/save?delay=300&status=503", "Content-Length: 1") + "1";
            case 2 -> RawClient.get("/add?name=x&delay=" + (1_000 + random.nextInt(1_500)));
            default -> RawClient.get("/add?name=x&delay=" + (50 + random.nextInt(500)));
        };
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
