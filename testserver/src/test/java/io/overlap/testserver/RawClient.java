package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends what it is told, byte for byte, and reads what comes. No read waits longer than ten seconds. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int SMALL = 32 << 10;

    /** An answer; the names of its headers are in lower case, a header that is not there is "". */
    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    private RawClient(TestServer server, int bufferBytes) throws IOException {
        if (bufferBytes > 0) {
            socket.setReceiveBufferSize(bufferBytes);
            socket.setSendBufferSize(bufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawClient connect(TestServer server) throws IOException {
        return new RawClient(server, 0);
    }

    /** A client for which the kernel keeps next to nothing. */
    static RawClient connectWithSmallBuffers(TestServer server) throws IOException {
        return new RawClient(server, SMALL);
    }

    /** Asks one question over a connection of its own. */
    static Response ask(TestServer server, String target, String... headers) throws IOException {
        return askAs("GET", server, target, headers);
    }

    static Response askAs(String method, TestServer server, String target, String... headers) throws IOException {
        try (RawClient client = connect(server)) {
            client.send(request(method, target, headers));
            return client.readResponse();
        }
    }

    static String get(String target, String... headers) {
        return request("GET", target, headers);
    }

    static String request(String method, String target, String... headers) {
        StringBuilder text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** Sends it in one write. */
    void send(String text) throws IOException {
        sendBytes(text.getBytes(ISO_8859_1));
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Sends as much of it as is taken before the server closes. */
    void sendWhatIsTaken(String text) {
        try {
            send(text);
        } catch (IOException closed) {
            // the answer tells why
        }
    }

    /** Sends a byte, and waits so many milliseconds after each. */
    void sendSlowly(String text, long pauseMillis) throws IOException {
        for (byte b : text.getBytes(ISO_8859_1)) {
            out.write(b);
            Await.pause(pauseMillis);
        }
    }

    Response readResponse() throws IOException {
        return readBody(readHead());
    }

    List<Response> readResponses(int count) throws IOException {
        List<Response> responses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            responses.add(readResponse());
        }
        return responses;
    }

    /** Reads an answer as far as its empty line. */
    Response readHead() throws IOException {
        String[] status = readLine().split(" ", 3);
        assertEquals("HTTP/1.1", status[0]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String[] header = line.split(": ", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        }
        return new Response(Integer.parseInt(status[1]), headers, "");
    }

    /** Reads the body that belongs to a head. */
    Response readBody(Response head) throws IOException {
        String body;
        if (head.header("transfer-encoding").equals("chunked")) {
            body = readChunks();
        } else if (head.headers().containsKey("content-length")) {
            body = new String(readExactly(Integer.parseInt(head.header("content-length"))), UTF_8);
        } else {
            body = readToEnd();
        }
        return new Response(head.status(), head.headers(), body);
    }

    private String readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(readLine(), 16);
            body.writeBytes(readExactly(size));
            assertEquals("", readLine());
        } while (size > 0);
        return body.toString(UTF_8);
    }

    /** Reads all that comes until the server closes, or resets because it was still being sent to. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException reset) {
            // also an end
        }
        return all.toString(UTF_8);
    }

    /** Reads all bytes that come until the server closes. */
    byte[] readRest() throws IOException {
        return in.readAllBytes();
    }

    byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed after: " + line);
            }
            line.append((char) b);
        }
        line.setLength(line.length() - 1); // the CR
        return line.toString();
    }

    /** Ends its sending half, as a client does that has said all it has to say. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes away with a reset, as a killed process with unread data does. */
    void resetConnection() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
