package io.overlap.batcher.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Accepts, reads the beginning of a request, says what a test gives it, byte for byte, and then hangs or closes. */
final class BrokenServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger leftByClient = new AtomicInteger();

    private BrokenServer(@Nullable String says, boolean closes) throws IOException {
        Thread accepting = new Thread(() -> accept(says, closes), "broken-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    static BrokenServer thatHangs() throws IOException {
        return new BrokenServer(null, false);
    }

    static BrokenServer thatHangsAfter(String says) throws IOException {
        return new BrokenServer(says, false);
    }

    static BrokenServer thatClosesAfter(String says) throws IOException {
        return new BrokenServer(says, true);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/save?key=secret");
    }

    private void accept(@Nullable String says, boolean closes) {
        while (true) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                accepted.incrementAndGet();
                Thread serving = new Thread(() -> serve(socket, says, closes), "broken-server-connection");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, @Nullable String says, boolean closes) {
        try (socket) {
            socket.getInputStream().read(new byte[64 << 10]);
            if (says != null) {
                socket.getOutputStream().write(says.getBytes(ISO_8859_1));
            }
            while (!closes && socket.getInputStream().read() >= 0) {
                // the rest of the request
            }
        } catch (IOException reset) {
            // the client is gone
        }
        leftByClient.incrementAndGet();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
