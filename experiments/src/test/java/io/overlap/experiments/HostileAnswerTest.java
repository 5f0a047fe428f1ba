package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import java.net.ProtocolException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no answer, or has no end, is an error in whatever pieces it comes, and never anything worse. */
class HostileAnswerTest {
    private static final String OK = RawServer.OK;
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final long SEED = 20_261_121;

    private final AnswerReader reader = new AnswerReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "H\r\n\r\n",
                "HTTP\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 \r\n\r\n",
                "HTTP/1.1 20\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 -20 OK\r\n\r\n",
                "HTTP/1.1 000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1X200 OK\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTPS1.1 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nH\r\n\r\n",
            })
    void whatIsNoAnswerIsMalformed(String bytes) {
        assertMalformed(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length:",
                "Content-Length: -3",
                "Content-Length: +3",
                "Content-Length: 3x",
                "Content-Length: 0x3",
                "Content-Length: 3 3",
                "Content-Length: 5, 5",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length:\r\n 5",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
            })
    void lengthThatIsInDoubtIsMalformed(String fields) {
        assertMalformed(OK + fields + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "zz\r\n",
                "-1\r\n",
                ";x\r\n",
                "1 1\r\n",
                "0x1\r\n",
                "1\r\nab\r\n",
                "1\r\na\r\r\n",
                "1\r\na\n\n",
                "1\r\nabc\r\n0\r\n\r\n",
            })
    void chunksThatDoNotFitAreMalformed(String chunks) {
        assertMalformed(CHUNKED + chunks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8388609", "9999999999", "18446744073709551617", "99999999999999999999999999999999"})
    void lengthBeyondTheBoundIsTooLongAtOnce(String length) {
        assertTooLong(OK + "Content-Length: " + length + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"800001", "FFFFFFFF", "10000000000000005", "ffffffffffffffffffffffff"})
    void chunkBeyondTheBoundIsTooLongAtOnce(String size) {
        assertTooLong(CHUNKED + size + "\r\n");
        assertTooLong(CHUNKED + "1\r\na\r\n" + "800000\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: ", "HTTP/1.1 200 ", OK + "X: ", CHUNKED + "1;", CHUNKED + "0\r\nX: "})
    void lineWithoutAnEndIsTooLong(String begun) {
        String line = begun + "x".repeat(AnswerReader.MAX_HEAD);
        assertThrows(TooLongFrameException.class, () -> feed(line.getBytes(ISO_8859_1), line.length()));
        assertThrows(TooLongFrameException.class, () -> feed((line + "\r\n\r\n").getBytes(ISO_8859_1), 1_000));
    }

    /** Each piece is harmless; the reader must see that there is no end of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "|X: y\r\n",
                "|HTTP/1.1 100 Continue\r\n\r\n",
                CHUNKED + "|1\r\na\r\n",
                CHUNKED + "0\r\n|X: y\r\n",
                OK + "\r\n|x",
                "HTTP/1.0 200 OK\r\n\r\n|x",
            })
    void piecesWithoutAnEndAreTooLong(String beginAndPiece) {
        String begin = beginAndPiece.substring(0, beginAndPiece.indexOf('|'));
        String pieces = beginAndPiece.substring(begin.length() + 1).repeat(5_000);
        int times = 2 * (AnswerReader.MAX_HEAD + AnswerReader.MAX_BODY) / pieces.length();
        reader.restart();
        assertThrows(TooLongFrameException.class, () -> {
            reader.read(SplitAnswerTest.buffer(begin));
            for (int i = 0; i < times; i++) {
                reader.read(SplitAnswerTest.buffer(pieces));
            }
        });
    }

    @Test
    void longestBodyIsTakenAndOneByteMoreIsNot() throws Exception {
        byte[] longest = new byte[AnswerReader.MAX_BODY];
        new Random(SEED).nextBytes(longest);
        assertEquals(true, feedAll(OK + "Content-Length: 8388608\r\n\r\n", longest, ""));
        assertArrayEquals(longest, reader.body());
        assertEquals(true, feedAll(CHUNKED + "800000\r\n", longest, "\r\n0\r\n\r\n"));
        assertArrayEquals(longest, reader.body());
        assertEquals(false, feedAll(OK + "\r\n", longest, ""));
        assertEquals(true, reader.endOfStream());
        assertArrayEquals(longest, reader.body());
        assertThrows(TooLongFrameException.class, () -> feedAll(OK + "\r\n", longest, "x"));
        assertThrows(TooLongFrameException.class, () -> feedAll(CHUNKED + "800000\r\n", longest, "\r\n1\r\n"));
    }

    /** A mutation: bytes changed, cut out, put in twice or put in from elsewhere; then read in random pieces. */
    @Test
    void noMutationOfAnAnswerEndsInAnythingWorse() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutated(random);
            try {
                feed(bytes, 1 + random.nextInt(bytes.length + 1));
                reader.endOfStream();
                reader.keepsAlive();
            } catch (ProtocolException | TooLongFrameException e) {
                // As it should.
            } catch (RuntimeException e) {
                throw new AssertionError("mutation " + i + ": " + new String(bytes, ISO_8859_1), e);
            }
        }
    }

    private static byte[] mutated(Random random) {
        StringBuilder bytes = new StringBuilder(anAnswer(random));
        for (int times = random.nextInt(1, 5); times > 0; times--) {
            int from = random.nextInt(bytes.length() + 1);
            int to = Math.min(bytes.length(), from + random.nextInt(12));
            String other = anAnswer(random);
            switch (random.nextInt(4)) {
                case 0 -> bytes.delete(from, to);
                case 1 -> bytes.insert(to, bytes.substring(from, to).repeat(1 + random.nextInt(60)));
                case 2 -> bytes.replace(from, to, String.valueOf((char) random.nextInt(256)));
                default -> bytes.insert(from, other.substring(random.nextInt(other.length())));
            }
        }
        return bytes.toString().getBytes(ISO_8859_1);
    }

    private static String anAnswer(Random random) {
        return SplitAnswerTest.ANSWERS
                .get(random.nextInt(SplitAnswerTest.ANSWERS.size()))
                .bytes();
    }

    private void assertMalformed(String bytes) {
        assertThrows(ProtocolException.class, () -> feed(bytes.getBytes(ISO_8859_1), bytes.length()));
        assertThrows(ProtocolException.class, () -> feed(bytes.getBytes(ISO_8859_1), 1));
    }

    private void assertTooLong(String bytes) {
        assertThrows(TooLongFrameException.class, () -> feed(bytes.getBytes(ISO_8859_1), bytes.length()));
        assertThrows(TooLongFrameException.class, () -> feed(bytes.getBytes(ISO_8859_1), 1));
    }

    private boolean feedAll(String before, byte[] body, String after) throws ProtocolException {
        reader.restart();
        return reader.read(Unpooled.wrappedBuffer(before.getBytes(ISO_8859_1), body, after.getBytes(ISO_8859_1)));
    }

    /** Reads in pieces of a size, until it is complete. */
    private void feed(byte[] bytes, int size) throws ProtocolException {
        reader.restart();
        for (int at = 0; at < bytes.length; at += size) {
            if (reader.read(Unpooled.wrappedBuffer(bytes, at, Math.min(size, bytes.length - at)))) {
                return;
            }
        }
    }
}
