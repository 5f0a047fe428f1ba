package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 clients that send without end what costs them little, or have much made and take nothing of it. */
class H2FloodTest extends H2Served {
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int MEBIBYTE = 1 << 20;

    H2FloodTest() throws IOException {}

    @Test
    void requestsThatAreResetAtOnceEndTheConnection() throws Throwable {
        Leaks.unwatched(() -> flood(H2Client.RST_STREAM, (byte) 0, (byte) 0, (byte) 0, (byte) 8)); // CVE-2023-44487
    }

    @Test
    void requestsThatWeAreMadeToResetEndTheConnection() throws Throwable {
        Leaks.unwatched(() -> flood(H2Client.WINDOW_UPDATE, new byte[4])); // by nothing: a breach (CVE-2025-55163)
    }

    /** Sends requests, after each a frame that ends it. */
    private void flood(int type, byte... payload) throws IOException {
        try (H2Client client = H2Client.connect(server)) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i <= H2Builder.MAX_RESETS; i++) {
                frames.writeBytes(H2Client.request("GET", 2 * i + 1, "/add?name=x&delay=1h", true));
                frames.writeBytes(H2Client.frame(type, 0, 2 * i + 1, payload));
            }
            client.raw().sendWhatIsTaken(frames.toString(StandardCharsets.ISO_8859_1));
            assertEquals(ENHANCE_YOUR_CALM, client.read(H2Client.GOAWAY).errorCode());
        }
        Await.until("closed", () -> server.stats().connections() == 0);
        assertTrue(
                server.stats().cancelled() >= H2Builder.MAX_RESETS,
                () -> server.stats().toString());
    }

    @Test
    void headInFramesWithoutEndEndsTheConnection() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(H2Client.frame(H2Client.HEADERS, 0, 1, (byte) 0x82));
            for (int i = 0; i < 1_000; i++) {
                frames.writeBytes(H2Client.frame(H2Client.CONTINUATION, 0, 1));
            }
            client.raw().sendWhatIsTaken(frames.toString(StandardCharsets.ISO_8859_1));
            assertEquals(ENHANCE_YOUR_CALM, client.read(H2Client.GOAWAY).errorCode());
        }
        Await.until("closed", () -> server.stats().connections() == 0);
        assertEquals(0, server.stats().requests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000002 01 05 %08x 8285", // GET /index.html
                "000000 04 00 00000000", // SETTINGS
                "000008 06 00 00000000 0000000000000000" // PING
            })
    void clientThatTakesNoAnswersIsClosed(String frame) throws Throwable {
        Leaks.unwatched(() -> takeNoAnswers(frame));
    }

    private void takeNoAnswers(String frame) {
        EmbeddedChannel channel = unreadConnection();
        int stream = 1;
        while (channel.isOpen() && stream < 100_000) {
            ByteBuf frames = Unpooled.buffer();
            for (int i = 0; i < 1_000; i++, stream += 2) {
                frames.writeBytes(H2Client.bytes(String.format(Locale.ROOT, frame, stream)));
            }
            channel.writeInbound(frames);
        }
        assertFalse(channel.isOpen(), "still open after 50,000 answers not taken");
        channel.releaseOutbound();
    }

    @Test
    void answersAreNotMadeForAClientThatReadsNothing() throws Throwable {
        Leaks.unwatched(() -> {
            EmbeddedChannel channel = unreadConnection();
            ByteBuf requests = Unpooled.buffer();
            for (int stream = 1; stream < 100; stream += 2) {
                requests.writeBytes(
                        H2Client.request("GET", stream, "/add?name=x&delay=0&fault=big-header&header-size=1MiB", true));
            }
            channel.writeInbound(requests);
            long waiting = channel.unsafe().outboundBuffer().totalPendingWriteBytes();
            assertTrue(waiting > MEBIBYTE / 2 && waiting < 2 * MEBIBYTE, waiting + " bytes wait");
            channel.pipeline().firstContext().close();
            channel.runPendingTasks();
        });
    }

    @Test
    void noMoreOfABodyIsMadeThanItsWindowTakes() {
        EmbeddedChannel channel = unreadConnection();
        channel.writeInbound(Unpooled.wrappedBuffer(
                H2Client.setting(H2Client.WINDOW_SIZE, 1),
                H2Client.request("GET", 1, "/add?name=x&delay=0&size=1MB", true)));
        H2Connection connection = channel.pipeline().get(H2Connection.class);
        Http2Stream stream = connection.connection().stream(1);
        assertEquals(0, connection.encoder().flowController().windowSize(stream), "a byte is sent");
        assertFalse(connection.encoder().flowController().hasFlowControlled(stream), "and no other made");
        channel.pipeline().firstContext().close();
        channel.runPendingTasks();
    }

    /** A connection to a client that reads nothing. */
    private EmbeddedChannel unreadConnection() {
        LiveFeed feed = new LiveFeed(new Ledger(0), false, () -> "", server::now, (task, nanos) -> {});
        Endpoints endpoints = new Endpoints(server, ServerOptions.DEFAULT, new Ledger(0), new Saves(1), feed);
        EmbeddedChannel channel = new EmbeddedChannel(new NeverFlushes(), new H2Builder(server, endpoints, 1).build());
        channel.writeInbound(Unpooled.copiedBuffer(H2Client.PREFACE, StandardCharsets.US_ASCII));
        channel.writeInbound(Unpooled.wrappedBuffer(H2Client.frame(H2Client.SETTINGS, 0, 0)));
        return channel;
    }

    /** A socket whose other end reads nothing. */
    private static final class NeverFlushes extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {}
    }
}
