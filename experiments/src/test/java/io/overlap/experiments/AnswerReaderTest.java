package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import java.net.ProtocolException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as servers send them, in whatever pieces they come. */
class AnswerReaderTest {
    private static final List<String> ANSWERS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length:5  \r\nX: y\r\n\r\nhello",
            "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;name=value\r\nllo\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n05\r\nhello\r\n0\r\nTrailer: t\r\nMore: m\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                    + "Content-Length: 5\r\n\r\nhello");

    private final AnswerReader reader = new AnswerReader();

    @Test
    void answerReadsTheSameInWhateverPieces() throws Exception {
        for (String answer : ANSWERS) {
            for (int cut = 0; cut <= answer.length(); cut++) {
                for (int second = cut; second <= Math.min(answer.length(), cut + 3); second++) {
                    reader.restart();
                    boolean complete = read(answer.substring(0, cut));
                    complete |= second > cut && read(answer.substring(cut, second));
                    complete |= second < answer.length() && read(answer.substring(second));
                    assertTrue(complete, answer);
                    assertRead(200, "hello");
                    assertTrue(reader.keepsAlive(), answer);
                }
            }
        }
    }

    @Test
    void bodyMayBeNothing() throws Exception {
        for (String head : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
            reader.restart();
            assertTrue(read(head), head);
            assertEquals("", new String(reader.body(), ISO_8859_1));
        }
    }

    @Test
    void withoutALengthTheEndOfTheConnectionIsTheEndOfTheBody() throws Exception {
        assertFalse(read("HTTP/1.1 200 OK\r\n\r\nhel"));
        assertFalse(read("lo"));
        assertTrue(reader.endOfStream());
        assertRead(200, "hello");
        assertFalse(reader.keepsAlive());
    }

    @Test
    void withALengthAnEarlyEndIsNoAnswer() throws Exception {
        assertFalse(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"));
        assertFalse(reader.endOfStream());
        reader.restart();
        assertFalse(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello"));
        assertFalse(reader.endOfStream());
        reader.restart();
        assertFalse(reader.endOfStream());
    }

    @Test
    void serverSaysWhetherTheConnectionIsKept() throws Exception {
        assertTrue(read("HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 0\r\n\r\n"));
        assertFalse(reader.keepsAlive());
        reader.restart();
        assertTrue(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
        assertFalse(reader.keepsAlive());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "H\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 2\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nheXX0\r\n\r\n"
            })
    void whatIsNoAnswerIsRefused(String bytes) {
        assertThrows(ProtocolException.class, () -> read(bytes));
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsHeld() {
        List<String> long_ = List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(AnswerReader.MAX_HEAD),
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "1".repeat(AnswerReader.MAX_HEAD + 2));
        for (String bytes : long_) {
            reader.restart();
            assertThrows(TooLongFrameException.class, () -> read(bytes), bytes::strip);
        }
    }

    @Test
    void endlessBodyIsRefused() {
        for (String head :
                List.of("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n")) {
            String piece = head.contains("chunked") ? "x".repeat(0x10000) + "\r\n10000\r\n" : "x".repeat(0x10000);
            reader.restart();
            assertThrows(TooLongFrameException.class, () -> {
                read(head);
                for (int i = 0; i < 1_000; i++) {
                    assertFalse(read(piece));
                }
            });
        }
    }

    /** Damage of every kind ends in an answer, in waiting for more, or in a refusal; never in another exception. */
    @Test
    void damagedAnswersNeverBreakTheReader() {
        Random random = new Random(1);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = ANSWERS.get(random.nextInt(ANSWERS.size())).getBytes(ISO_8859_1);
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
            }
            reader.restart();
            try {
                int cut = random.nextInt(bytes.length);
                if (!reader.read(Unpooled.wrappedBuffer(bytes, 0, cut))) {
                    reader.read(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
                }
                reader.endOfStream();
            } catch (ProtocolException | TooLongFrameException refused) {
                // As it should be.
            }
        }
    }

    private boolean read(String bytes) throws ProtocolException {
        return reader.read(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    }

    private void assertRead(int status, String body) {
        assertEquals(status, reader.status());
        assertEquals(body, new String(reader.body(), ISO_8859_1));
    }
}
