package io.overlap.experiments;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.TooLongFrameException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the answers of one HTTP/1.1 connection to GETs, one at a time: of the head no more than is needed to find the end
 * (RFC 9112, 6.3). Makes no objects but the body.
 */
final class AnswerReader {
    /*
     * All bytes of an answer are gathered in one array that the connection keeps, so that an answer in one piece, the
     * usual, is one copy and one scan. 'at' is how far they have been understood; a chunked body is moved together as its
     * chunks come in, so that it ends up in one piece behind the head: [head][body so far]...[not understood yet].
     */
    static final int MAX_HEAD = 64 << 10;
    static final int MAX_BODY = 8 << 20;

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER,
        UNTIL_CLOSE
    }

    private static final int FIRST_SIZE = 512;
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CODING = "transfer-encoding".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION = "connection".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[FIRST_SIZE];
    private int end; // of the bytes gathered
    private int at;
    private State state = State.HEAD;
    private int status;
    private boolean keepAlive;
    private int bodyStart;
    private int bodyEnd;
    private long left; // of the body, or of the chunk and its line end

    /** Begins with the next answer. */
    void restart() {
        end = 0;
        at = 0;
        state = State.HEAD;
    }

    /**
     * Takes what has arrived.
     *
     * @return whether the answer is complete
     * @throws ProtocolException if it is no answer
     * @throws TooLongFrameException if it is longer than is taken
     */
    boolean read(ByteBuf in) throws ProtocolException {
        int length = in.readableBytes();
        if (end + length > bytes.length) {
            if (end + length > MAX_HEAD + MAX_BODY) {
                throw new TooLongFrameException("answer longer than " + (MAX_HEAD + MAX_BODY) + " bytes");
            }
            bytes = Arrays.copyOf(bytes, Math.max(end + length, 2 * bytes.length));
        }
        in.readBytes(bytes, end, length);
        end += length;
        boolean complete = step();
        if (complete && end > at) {
            throw new ProtocolException("bytes after the answer: " + (end - at));
        }
        return complete;
    }

    /** The connection has ended; whether that completes the answer. */
    boolean endOfStream() {
        boolean complete = state == State.UNTIL_CLOSE;
        if (complete) {
            bodyEnd = end;
        }
        return complete;
    }

    int status() {
        return status;
    }

    /** Whether the server will take another request on this connection. */
    boolean keepsAlive() {
        return keepAlive;
    }

    byte[] body() {
        return Arrays.copyOfRange(bytes, bodyStart, bodyEnd);
    }

    /** Goes on until the answer is complete or more is needed. */
    private boolean step() throws ProtocolException {
        while (true) {
            switch (state) {
                case HEAD -> {
                    int headEnd = headEnd();
                    if (headEnd < 0) {
                        return false;
                    }
                    head(headEnd);
                }
                case BODY -> {
                    if (end - at < left) {
                        return false;
                    }
                    at += (int) left;
                    bodyEnd = at;
                    return true;
                }
                case CHUNK_SIZE, TRAILER -> {
                    int lineEnd = lineEnd(at);
                    if (lineEnd < 0) {
                        return false;
                    }
                    boolean last = state == State.TRAILER && lineEnd == at;
                    if (state == State.CHUNK_SIZE) {
                        left = chunkSize(lineEnd) + 2;
                        state = left == 2 ? State.TRAILER : State.CHUNK;
                        checkBody(bodyEnd - bodyStart + left - 2);
                    }
                    at = lineEnd + 2;
                    if (last) {
                        return true;
                    }
                }
                case CHUNK -> {
                    if (end - at < left) {
                        return false;
                    }
                    int size = (int) left - 2;
                    if (bytes[at + size] != '\r' || bytes[at + size + 1] != '\n') {
                        throw new ProtocolException("chunk longer than its size: " + size);
                    }
                    System.arraycopy(bytes, at, bytes, bodyEnd, size);
                    bodyEnd += size;
                    at += (int) left;
                    state = State.CHUNK_SIZE;
                }
                case UNTIL_CLOSE -> {
                    at = end;
                    checkBody(end - bodyStart);
                    return false;
                }
            }
        }
    }

    private static void checkBody(long length) {
        if (length > MAX_BODY) {
            throw new TooLongFrameException("body longer than " + MAX_BODY + " bytes");
        }
    }

    /** The place behind the empty line; -1 if it has not come yet. */
    private int headEnd() {
        int stop = Math.min(end, at + MAX_HEAD);
        for (int i = at; i + 3 < stop; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return notYet("head", at);
    }

    private void head(int headEnd) throws ProtocolException {
        int statusEnd = lineEnd(at);
        status = status(statusEnd);
        keepAlive = bytes[at + VERSION.length] != '0';
        boolean chunked = false;
        left = -1;
        int lineEnd;
        for (int line = statusEnd + 2; line < headEnd - 2; line = lineEnd + 2) {
            lineEnd = lineEnd(line);
            if (isField(line, lineEnd, LENGTH)) {
                if (left >= 0) {
                    throw new ProtocolException("more than one length");
                }
                left = number(line + LENGTH.length + 1, lineEnd, 10);
            } else if (isField(line, lineEnd, CODING)) {
                chunked = holds(line, lineEnd, CHUNKED);
            } else if (isField(line, lineEnd, CONNECTION) && holds(line, lineEnd, CLOSE)) {
                keepAlive = false;
            }
        }
        at = headEnd;
        bodyStart = headEnd;
        bodyEnd = headEnd;
        if (chunked && left >= 0) {
            throw new ProtocolException("both a length and chunks");
        }
        if (status < 200) {
            return; // a preliminary answer: the real one follows
        }
        if (status == 204 || status == 304) {
            left = 0;
            chunked = false;
        }
        state = chunked ? State.CHUNK_SIZE : left >= 0 ? State.BODY : State.UNTIL_CLOSE;
        keepAlive &= state != State.UNTIL_CLOSE;
    }

    /** The status of {@code HTTP/1.x NNN ...}. */
    private int status(int lineEnd) throws ProtocolException {
        int codeStart = at + VERSION.length + 2;
        int codeEnd = codeStart + 3;
        if (lineEnd < codeEnd
                || !Arrays.equals(bytes, at, at + VERSION.length, VERSION, 0, VERSION.length)
                || bytes[codeStart - 1] != ' '
                || (lineEnd > codeEnd && bytes[codeEnd] != ' ')) {
            throw new ProtocolException("not an HTTP/1 answer: " + text(at, lineEnd));
        }
        long code = number(codeStart, codeEnd, 10);
        if (code < 100 || code == 101) { // 101 would be another protocol from here on
            throw new ProtocolException("not the status of an answer: " + code);
        }
        return (int) code;
    }

    /** Where the line that begins here ends, before its CR LF; -1 if the end has not come yet. */
    private int lineEnd(int start) {
        int stop = Math.min(end, start + MAX_HEAD);
        for (int i = start; i + 1 < stop; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return notYet("line", start);
    }

    private int notYet(String what, int start) {
        if (end - start >= MAX_HEAD) {
            throw new TooLongFrameException(what + " longer than " + MAX_HEAD + " bytes");
        }
        return -1;
    }

    private boolean isField(int line, int lineEnd, byte[] name) {
        return lineEnd - line > name.length && bytes[line + name.length] == ':' && isAt(line, name);
    }

    private boolean holds(int line, int lineEnd, byte[] word) {
        for (int i = line; i + word.length <= lineEnd; i++) {
            if (isAt(i, word)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a word in small letters is here, in whatever letters. */
    private boolean isAt(int start, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if ((bytes[start + i] | 0x20) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private long chunkSize(int lineEnd) throws ProtocolException {
        int sizeEnd = at;
        while (sizeEnd < lineEnd && bytes[sizeEnd] != ';') {
            sizeEnd++;
        }
        return number(at, sizeEnd, 16);
    }

    private long number(int start, int stop, int radix) throws ProtocolException {
        int from = start;
        int to = stop;
        while (from < to && isBlank(from)) {
            from++;
        }
        while (to > from && isBlank(to - 1)) {
            to--;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(bytes[i], radix);
            if (digit < 0) {
                throw new ProtocolException("not a number: " + text(start, stop));
            }
            value = value * radix + digit;
            if (value > MAX_BODY) {
                throw new TooLongFrameException("longer than " + MAX_BODY + " bytes: " + text(start, stop));
            }
        }
        if (from == to) {
            throw new ProtocolException("not a number: nothing");
        }
        return value;
    }

    private boolean isBlank(int index) {
        return bytes[index] == ' ' || bytes[index] == '\t';
    }

    private String text(int start, int stop) {
        return new String(bytes, start, Math.min(stop - start, 32), StandardCharsets.ISO_8859_1).strip();
    }
}
