package io.overlap.crawler;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A server that takes every request and answers none before it is told to. */
final class GatedServer implements AutoCloseable {
    private static final String DOT = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.";

    private final Semaphore gate = new Semaphore(0);
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final RawServer server = RawServer.playing(client -> {
        for (String head = RawServer.readHead(client); !head.isEmpty(); head = RawServer.readHead(client)) {
            arrived.add(head.split(" ", -1)[1]);
            gate.acquire();
            RawServer.send(client, DOT);
        }
    });

    /** Lets this many more answers out; while none wait, the next ones. */
    void release(int answers) {
        gate.release(answers);
    }

    void awaitArrived(int requests) {
        Await.until("arrived: " + requests, () -> arrived.size() >= requests);
    }

    /** The paths asked for, in order. */
    List<String> arrived() {
        return List.copyOf(arrived);
    }

    FetchRequest request(String path) {
        return FetchRequest.of(server.url(path));
    }

    int port() {
        return server.port();
    }

    int connections() {
        return server.accepted();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
