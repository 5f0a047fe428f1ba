package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 client that sends the frames it is told and reads those that come. */
final class H2Client implements AutoCloseable {
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int ACK = 1;
    static final int WINDOW_SIZE = 4;

    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        /** Of a RST_STREAM, or (as the second word) of a GOAWAY. */
        int errorCode() {
            return payload.getInt(type == GOAWAY ? 4 : 0);
        }

        String text() {
            return UTF_8.decode(payload.duplicate()).toString();
        }
    }

    /** How a stream ended: its answer, or status 0 and the error code of its reset as the body. */
    record Answer(int stream, int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final RawClient raw;
    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder();
    private final Map<Integer, Answer> begun = new TreeMap<>();

    private H2Client(RawClient raw) {
        this.raw = raw;
    }

    /** Connects and says at once, without asking, that it speaks HTTP/2. */
    static H2Client connect(TestServer server) throws IOException {
        return over(RawClient.connect(server));
    }

    static H2Client over(RawClient raw) throws IOException {
        H2Client client = new H2Client(raw);
        raw.send(PREFACE);
        client.send(SETTINGS, 0, 0);
        return client;
    }

    RawClient raw() {
        return raw;
    }

    void send(int type, int flags, int stream, byte... payload) throws IOException {
        raw.sendBytes(frame(type, flags, stream, payload));
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The bytes of digits in pairs, with spaces between them as one likes. */
    static byte[] bytes(String hex) {
        String digits = hex.replace(" ", "");
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    void get(int stream, String path, String... headers) throws IOException {
        raw.sendBytes(request("GET", stream, path, true, headers));
    }

    /** The frame of a request's head; headers are names and values in turn. */
    static byte[] request(String method, int stream, String path, boolean last, String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", method);
        header(block, ":path", path);
        header(block, ":scheme", "http");
        header(block, ":authority", "test");
        for (int i = 0; i < headers.length; i += 2) {
            header(block, headers[i], headers[i + 1]);
        }
        return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block.toByteArray());
    }

    /** Appends a header as HPACK's plain literal: never indexed, never packed. */
    static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : List.of(name, value)) {
            byte[] bytes = text.getBytes(UTF_8);
            if (bytes.length < 127) {
                block.write(bytes.length);
            } else {
                block.write(127);
                int rest = bytes.length - 127;
                for (; rest >= 128; rest >>= 7) {
                    block.write(0x80 | (rest & 0x7f));
                }
                block.write(rest);
            }
            block.writeBytes(bytes);
        }
    }

    void data(int stream, boolean last, String text) throws IOException {
        send(DATA, last ? END_STREAM : 0, stream, text.getBytes(UTF_8));
    }

    void reset(int stream) throws IOException {
        send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    void enlargeWindow(int stream, int by) throws IOException {
        send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(by).array());
    }

    /** Sets the window that each stream has for its answer. */
    void setWindows(int bytes) throws IOException {
        raw.sendBytes(setting(WINDOW_SIZE, bytes));
    }

    /** The frame that changes one of the client's settings. */
    static byte[] setting(int name, int value) {
        return frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) name).putInt(value).array());
    }

    Frame read() throws IOException {
        ByteBuffer head = ByteBuffer.wrap(raw.readExactly(9));
        int length = ((head.get() & 0xff) << 16) | (head.getShort() & 0xffff);
        return new Frame(head.get(), head.get(), head.getInt(), ByteBuffer.wrap(raw.readExactly(length)));
    }

    /** Reads as far as the next frame of a type. */
    Frame read(int type) throws IOException {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    /** Reads as far as the server's answer to a ping: all it had to say before is said. */
    void awaitPong() throws IOException {
        send(PING, 0, 0, new byte[8]);
        Frame frame = read(PING);
        assertEquals(ACK, frame.flags());
    }

    /** Reads as far as the next end of a stream. */
    Answer readAnswer() throws IOException {
        while (true) {
            Frame frame = read();
            Answer answer = take(frame);
            if (answer != null) {
                return answer;
            }
            if (frame.type() == GOAWAY) {
                throw new EOFException("goaway " + frame.errorCode() + " " + frame.text());
            }
        }
    }

    private @Nullable Answer take(Frame frame) throws IOException {
        int stream = frame.stream();
        Answer answer = begun.get(stream);
        switch (frame.type()) {
            case HEADERS -> answer = head(frame);
            case DATA -> {
                if (answer == null) {
                    throw new EOFException("data before its head on stream " + stream);
                }
                answer = new Answer(stream, answer.status(), answer.headers(), answer.body() + frame.text());
            }
            case RST_STREAM -> {
                begun.remove(stream);
                return new Answer(stream, 0, Map.of(), "" + frame.errorCode());
            }
            default -> {
                return null;
            }
        }
        begun.put(stream, answer);
        boolean last = (frame.flags() & END_STREAM) != 0;
        if (last) {
            begun.remove(stream);
        }
        return last ? answer : null;
    }

    private Answer head(Frame frame) throws IOException {
        try {
            Http2Headers head = hpack.decodeHeaders(
                    frame.stream(), Unpooled.wrappedBuffer(frame.payload().duplicate()));
            Map<String, String> headers = new TreeMap<>();
            head.forEach(header ->
                    headers.put(header.getKey().toString(), header.getValue().toString()));
            return new Answer(frame.stream(), Integer.parseInt(headers.getOrDefault(":status", "0")), headers, "");
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    List<Answer> readAnswers(int count) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(readAnswer());
        }
        return answers;
    }

    /** One question over a connection of its own. */
    static Answer ask(TestServer server, String method, String path, String... headers) throws IOException {
        try (H2Client client = connect(server)) {
            client.raw.sendBytes(request(method, 1, path, true, headers));
            return client.readAnswer();
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
