package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on loopback that plays a script on each connection and then closes it. */
final class ScriptedServer implements AutoCloseable {
    /** What is done with a connection. */
    @FunctionalInterface
    interface Script {
        void play(Socket client) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

    ScriptedServer(Script script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers one request with these characters, and closes. */
    static ScriptedServer answering(String bytes) {
        return new ScriptedServer(client -> {
            if (readHead(client)) {
                send(client, bytes);
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Connections accepted so far. */
    int accepted() {
        return clients.size();
    }

    /** Reads up to the empty line; false if the client closed instead. */
    static boolean readHead(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return false;
            }
            head.write(read);
        }
        return true;
    }

    static void send(Socket client, String bytes) throws IOException {
        client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    /** Reads until the client is gone. */
    static void awaitClose(Socket client) throws IOException {
        while (client.getInputStream().read() >= 0) {
            // Only its end matters.
        }
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
