package io.overlap.experiments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Lets connections be made and never says a word. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket socket;

    SilentServer() throws IOException {
        socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** A base URL at which nobody listens. */
    static String closedUrl() throws IOException {
        try (SilentServer server = new SilentServer()) {
            return server.url();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
