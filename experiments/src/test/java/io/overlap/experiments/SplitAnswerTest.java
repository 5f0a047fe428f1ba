package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer reads the same in whatever pieces it comes. */
class SplitAnswerTest {
    /** An answer and what it says; {@code whole} if it ends by itself, not with the connection. */
    record Answer(String bytes, int status, String body, boolean keepsAlive, boolean whole) {
        static Answer kept(String bytes, int status, String body) {
            return new Answer(bytes, status, body, true, true);
        }

        static Answer last(String bytes, int status, String body) {
            return new Answer(bytes, status, body, false, true);
        }

        static Answer untilClose(String bytes, int status, String body) {
            return new Answer(bytes, status, body, false, false);
        }
    }

    private static final String OK = RawServer.OK;
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String EARLY = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";

    static final List<Answer> ANSWERS = List.of(
            Answer.kept(RawServer.DOT, 200, "."),
            Answer.kept(OK + "Content-Length: 0\r\n\r\n", 200, ""),
            Answer.kept(OK + "cOnTeNt-LeNgTh:\t 3 \t\r\nx: y\r\n\r\na\r\n", 200, "a\r\n"),
            Answer.kept(OK + "Content-Length: 0007\r\n\r\n\r\n\r\n\r\n.", 200, "\r\n\r\n\r\n."),
            Answer.kept("HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", 200, "x"),
            Answer.kept("HTTP/1.1 999 Odd\r\nContent-Length: 1\r\n\r\nx", 999, "x"),
            Answer.kept("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 404, "no"),
            Answer.kept(CHUNKED + "3\r\nabc\r\n0\r\n\r\n", 200, "abc"),
            Answer.kept(CHUNKED + "0\r\n\r\n", 200, ""),
            Answer.kept(CHUNKED + "1\r\na\r\n2\r\nbc\r\n003\r\nd\r\n\r\n0\r\n\r\n", 200, "abcd\r\n"),
            Answer.kept(
                    CHUNKED + "a;x=1\r\n0123456789\r\nA ;y\r\n0123456789\r\n0;z\r\n\r\n", 200, "01234567890123456789"),
            Answer.kept(CHUNKED + "1\r\na\r\n0\r\nDigest: x\r\nContent-Length: 9\r\n\r\n", 200, "a"),
            Answer.kept(OK + "TRANSFER-ENCODING: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 200, "a"),
            Answer.kept("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
            Answer.kept("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, ""),
            Answer.kept("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304, ""),
            Answer.kept(EARLY + EARLY + RawServer.DOT, 200, "."),
            Answer.kept(OK + "Content-Length: 1\r\nConnection: keep-alive\r\n\r\n.", 200, "."),
            Answer.kept(
                    OK + "Folded: a\r\n content-length: 9\r\n: \r\nno colon\r\nContent-Length: 1\r\n\r\n.", 200, "."),
            Answer.last(OK + "Content-Length: 1\r\nConnection: close\r\n\r\n.", 200, "."),
            Answer.last(OK + "CONNECTION:keep-alive, CLOSE\r\nContent-Length: 1\r\n\r\n.", 200, "."),
            Answer.last("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n.", 200, "."),
            Answer.last("HTTP/1.0 204 No Content\r\n\r\n", 204, ""),
            Answer.untilClose(OK + "\r\n", 200, ""),
            Answer.untilClose(OK + "Content-Lengthy: 1\r\n\r\nabc", 200, "abc"),
            Answer.untilClose("HTTP/1.0 200 OK\r\n\r\nabc\r\n\r\n", 200, "abc\r\n\r\n"),
            Answer.untilClose(EARLY + "HTTP/1.1 500 Oh\r\nServer: x\r\n\r\n" + RawServer.DOT, 500, RawServer.DOT));

    private final AnswerReader reader = new AnswerReader();

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void readsTheSameHoweverItIsSplit(Answer answer) throws Exception {
        assertReads(answer, answer.bytes());
        assertReads(answer, answer.bytes().split("")); // byte by byte
        for (int i = 0; i <= answer.bytes().length(); i++) {
            assertReads(answer, answer.bytes().substring(0, i), answer.bytes().substring(i));
        }
    }

    @Test
    void oneReaderReadsManyAnswers() throws Exception {
        for (int i = 0; i < 10; i++) {
            for (Answer answer : ANSWERS) {
                assertReads(answer, answer.bytes());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void endOfStreamCompletesOnlyABodyThatLastsUntilThen(Answer answer) throws Exception {
        int headEnd = answer.bytes().length() - answer.body().length();
        for (int i = 0; i < answer.bytes().length(); i++) {
            reader.restart();
            assertFalse(reader.read(buffer(answer.bytes().substring(0, i))));
            assertEquals(!answer.whole() && i >= headEnd, reader.endOfStream(), "cut after " + i);
        }
    }

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void bytesBehindAnAnswerAreAnError(Answer answer) throws Exception {
        if (answer.whole()) {
            reader.restart();
            assertThrows(ProtocolException.class, () -> reader.read(buffer(answer.bytes() + "H")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {511, 512, 513, 4_096, 100_000})
    void bodiesLargerThanTheFirstArrayAreWhole(int size) throws Exception {
        String body = "abcdefghij".repeat(10_000).substring(0, size);
        String chunk = Integer.toHexString(size) + "\r\n" + body + "\r\n";
        assertReads(Answer.kept("", 200, body), OK + "Content-Length: " + size + "\r\n\r\n", body);
        assertReads(Answer.kept("", 200, body + body), CHUNKED, chunk, chunk + "0\r\n\r\n");
        assertReads(Answer.kept("", 200, "."), RawServer.DOT);
    }

    private void assertReads(Answer answer, String... pieces) throws Exception {
        reader.restart();
        boolean complete = false;
        for (String piece : pieces) {
            assertFalse(complete && !piece.isEmpty(), "complete before " + piece);
            ByteBuf in = buffer(piece);
            complete = reader.read(in) || complete;
            assertFalse(in.isReadable());
        }
        assertEquals(answer.whole(), complete);
        assertTrue(complete || reader.endOfStream());
        assertEquals(answer.status(), reader.status());
        assertEquals(answer.body(), new String(reader.body(), ISO_8859_1));
        assertEquals(answer.keepsAlive(), reader.keepsAlive());
    }

    static ByteBuf buffer(String bytes) {
        return Unpooled.wrappedBuffer(bytes.getBytes(ISO_8859_1));
    }
}
