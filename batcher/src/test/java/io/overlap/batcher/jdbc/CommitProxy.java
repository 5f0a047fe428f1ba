package io.overlap.batcher.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and PostgreSQL, and does something to one COMMIT, or to the end of a COPY. */
final class CommitProxy implements AutoCloseable {
    enum Fault {
        NONE,
        /** The server never sees it: both sides are closed. */
        CUT_BEFORE,
        /** The server commits and answers, the client never hears of it. */
        CUT_AFTER,
        /** The server never sees it, and the client waits. */
        SWALLOW
    }

    private final ServerSocket listener;
    private final int to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
    private volatile boolean struck;

    CommitProxy(int to) throws IOException {
        this.to = to;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What the next commit meets. */
    void strike(Fault fault) {
        next.set(fault);
    }

    boolean hasStruck() {
        return struck;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                sockets.add(client);
                sockets.add(server);
                AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
                start(() -> pump(client, server, true, fault));
                start(() -> pump(server, client, false, fault));
            }
        } catch (IOException e) {
            close(); // the test is over
        }
    }

    private void pump(Socket from, Socket into, boolean toServer, AtomicReference<Fault> fault) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                into) {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (toServer && isCommit(buffer, read)) {
                    fault.set(next.getAndSet(Fault.NONE));
                }
                switch (fault.get()) {
                    case NONE -> out.write(buffer, 0, read);
                    case CUT_BEFORE -> {
                        struck = true;
                        return;
                    }
                    case CUT_AFTER -> {
                        if (!toServer) {
                            struck = true;
                            return;
                        }
                        out.write(buffer, 0, read);
                    }
                    case SWALLOW -> struck = true;
                }
            }
        } catch (IOException e) {
            return; // one side has gone, the other is closed above
        }
    }

    private static boolean isCommit(byte[] buffer, int length) {
        String sent = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        return sent.contains("COMMIT") || sent.endsWith("c\0\0\0\4"); // CopyDone
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "commit-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
