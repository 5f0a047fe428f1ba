package io.overlap.crawler;

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
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server on loopback that plays a script on each connection: for what no proper server would do. */
final class RawServer implements AutoCloseable {
    /** What is done with a connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void play(Socket client) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();

    private RawServer(ServerSocket listener, String scheme, Script script) {
        this.listener = listener;
        this.scheme = scheme;
        this.script = script;
        startThread("raw-server", this::accept);
    }

    static RawServer playing(Script script) {
        try {
            return new RawServer(new ServerSocket(0, 1024, loopback()), "http", script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawServer playing(SSLContext tls, Script script) {
        try {
            ServerSocket listener = tls.getServerSocketFactory().createServerSocket(0, 1024, loopback());
            return new RawServer(listener, "https", script);
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

    /** A port of loopback on which nothing listens. */
    static int closedPort() {
        try (ServerSocket brief = new ServerSocket(0, 1, loopback())) {
            return brief.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    String url(String path) {
        return scheme + "://127.0.0.1:" + port() + path;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** Reads up to the empty line; returns the text, empty if the client closed instead. */
    static String readHead(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.write(read);
        }
        return head.toString(ISO_8859_1);
    }

    static void send(Socket client, String bytes) throws IOException {
        client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    /** Makes the close that follows a reset. */
    static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    /** Reads until the client is gone. */
    static void awaitClose(Socket client) {
        try {
            while (client.getInputStream().read() >= 0) {}
        } catch (IOException reset) {
            // Gone all the same.
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                accepted.incrementAndGet();
                startThread("raw-server-client", () -> serve(client));
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

    private static void startThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
