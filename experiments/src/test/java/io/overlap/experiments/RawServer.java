package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on loopback that plays a script on each connection: for what no proper server would do. */
final class RawServer implements AutoCloseable {
    /** What is done with a connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void play(Socket client) throws IOException, InterruptedException;
    }

    static final String OK = "HTTP/1.1 200 OK\r\n";
    static final String DOT = OK + "Content-Length: 1\r\n\r\n.";

    private final ServerSocket listener;
    private final Script script;
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

    private RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    static RawServer playing(Script script) {
        try {
            return new RawServer(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a request's head, sends these characters, one byte each, and closes. */
    static RawServer answering(String bytes) {
        return playing(client -> {
            readHead(client);
            send(client, bytes);
        });
    }

    /** Answers each request with these characters, and the connection stays. */
    static RawServer answeringAll(String bytes) {
        return playing(client -> {
            while (readHead(client)) {
                send(client, bytes);
            }
        });
    }

    /** Reads a request, begins an answer and falls silent. */
    static RawServer stalling(String begun) {
        return playing(client -> {
            readHead(client);
            send(client, begun);
            awaitClose(client);
        });
    }

    /** Reads a request, begins an answer and resets the connection. */
    static RawServer resetting(String begun) {
        return playing(client -> {
            readHead(client);
            send(client, begun);
            client.setSoLinger(true, 0);
        });
    }

    /** Never silent, and never done. */
    static RawServer dripping(String begun) {
        return playing(client -> {
            readHead(client);
            send(client, begun);
            while (true) {
                send(client, "x");
                Thread.sleep(5); // the passing of time is the point
            }
        });
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    /** Connections accepted so far. */
    int accepted() {
        return clients.size();
    }

    /** Reads up to the empty line; false if the client closed instead. */
    static boolean readHead(Socket client) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = client.getInputStream().read();
            if (read < 0) {
                return false;
            }
            head.write(read);
        }
        return true;
    }

    static void send(Socket client, String bytes) throws IOException {
        client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    /** Reads until the client is gone. */
    static void awaitClose(Socket client) throws IOException {
        client.getInputStream().readAllBytes();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            script.play(client);
        } catch (IOException | InterruptedException gone) {
            // The client's end of the story is what is tested.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
