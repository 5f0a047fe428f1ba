package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose client takes what it is sent when the test says so. */
class ConnectionTest {
    private final ManualClock clock = new ManualClock();
    private final TestServer server;
    private final Client client;

    ConnectionTest() throws IOException {
        server = TestServer.builder().clock(clock).start();
        Ledger ledger = new Ledger(10);
        LiveFeed feed = new LiveFeed(ledger, true, () -> "{}", server::now, (task, nanos) -> {});
        Endpoints endpoints = new Endpoints(server, ServerOptions.DEFAULT, ledger, new Saves(10), feed);
        client = new Client(new Connection(server, endpoints, 1));
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        server.close();
    }

    /** Takes nothing at first. */
    private static final class Client extends EmbeddedChannel {
        private boolean takes;

        Client(Connection connection) {
            super(new HttpRequestDecoder(), connection);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer out) throws Exception {
            if (takes) {
                super.doWrite(out);
            }
        }

        void send(String text) {
            writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
        }

        /** Takes all that was sent to it, and all to come. */
        String take() {
            takes = true;
            runPendingTasks();
            flush();
            StringBuilder text = new StringBuilder();
            for (ByteBuf piece = readOutbound(); piece != null; piece = readOutbound()) {
                text.append(piece.toString(ISO_8859_1));
                piece.release();
            }
            return text.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fault=empty", "fault=short", "fault=malformed-head", "fault=stall&hold=1s", "fault=slow-close"})
    void whoTakesNothingOfWhatBreaksOffIsClosed(String words) {
        client.send(RawClient.get("/add?name=x&delay=0&" + words).repeat(2));
        clock.advance(Duration.ofMinutes(4));
        client.runPendingTasks();
        assertTrue(client.isOpen(), "it may take its time");
        clock.advance(Duration.ofMinutes(2));
        client.runPendingTasks();
        assertFalse(client.isOpen());
    }

    @Test
    void answersBeforeALostOneAreSentWhole() {
        client.send(RawClient.get("/add?name=x&delay=0")
                + RawClient.request("POST", "/save?delay=0&lost=every:1", "Content-Length: 3")
                + "[1]");
        assertTrue(client.isOpen());
        String taken = client.take();
        assertTrue(taken.startsWith("HTTP/1.1 200 OK\r\n") && taken.endsWith("\r\n\r\n."), taken);
        assertFalse(client.isOpen());
    }

    @Test
    void bodyIsAskedForWhenTheAnswersBeforeAreWritten() {
        assertEquals("", client.take());
        client.send(RawClient.get("/add?name=x&delay=100")
                + RawClient.request("POST", "/add?delay=0", "Content-Length: 1", "Expect: 100-continue"));
        assertEquals("", client.take());
        clock.advance(Duration.ofMillis(100));
        String taken = client.take();
        assertTrue(taken.endsWith("\r\n\r\n.HTTP/1.1 100 Continue\r\n\r\n"), taken);
        client.send("x");
        taken = client.take();
        assertTrue(taken.startsWith("HTTP/1.1 200 OK\r\n"), taken);
    }
}
