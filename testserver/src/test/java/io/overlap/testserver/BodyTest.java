package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of bodies, and when they come. */
class BodyTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 16_384, 100_000, 1_000_003})
    void textHasTheSizeAskedAndCompressesToTheSame(long size) throws IOException {
        byte[] plain = all(Body.text(size, StandardCharsets.UTF_8, null), 1_000);
        assertEquals(size, plain.length);
        byte[] gzip = all(Body.text(size, StandardCharsets.UTF_8, Content.Encoding.GZIP), 777);
        assertArrayEquals(plain, new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes());
        byte[] deflate = all(Body.text(size, StandardCharsets.UTF_8, Content.Encoding.DEFLATE), 60_000);
        assertArrayEquals(plain, new InflaterInputStream(new ByteArrayInputStream(deflate)).readAllBytes());
    }

    @Test
    void lengthIsKnownBeforehand() {
        for (Content.@Nullable Encoding encoding :
                new Content.@Nullable Encoding[] {null, Content.Encoding.GZIP, Content.Encoding.DEFLATE}) {
            Body body = Body.text(123_456, StandardCharsets.UTF_8, encoding);
            long length = body.length();
            assertEquals(length, all(body, 5_000).length);
            assertTrue(body.isEnded());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"utf-8", "utf-16", "iso-8859-1", "windows-1251", "shift_jis", "gb18030", "us-ascii", "ibm037"})
    void paragraphIsReadableInEachCharset(String name) {
        Charset charset = Charset.forName(name);
        String text = new String(all(Body.text(-1, charset, null), 1 << 16), charset);
        assertTrue(text.contains("While one request waits, ask another."), text);
        assertEquals(-1, text.indexOf('\ufffd'));
        assertEquals(charset.newEncoder().canEncode("ждёт"), text.contains("ждёт"));
    }

    @Test
    void endlessNeverEnds() {
        Body body = Body.endless(StandardCharsets.UTF_8);
        assertEquals(-1, body.length());
        for (int i = 0; i < 100; i++) {
            ByteBuf out = Unpooled.buffer();
            body.next(out, 10_000);
            assertEquals(10_000, out.readableBytes());
        }
    }

    @Test
    void bodiesShareTheirBlocks() {
        Body.bomb(3 << 20);
        Body.text(3 << 20, StandardCharsets.UTF_8, Content.Encoding.GZIP);
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            Body.bomb((3 << 20) + i);
            Body.text((3 << 20) + i, StandardCharsets.UTF_8, Content.Encoding.GZIP);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 200;
        assertTrue(each < 65_536, () -> "a body that nobody takes holds " + each + " bytes");
    }

    @Test
    void bodyIsSpreadEvenly() {
        Pace pace = new Pace(1_000, 2_000_000_000L, 50, false);
        assertEquals(0, pace.due(50));
        assertEquals(500, pace.due(50 + 1_000_000_000L));
        assertEquals(1_000, pace.due(50 + 2_000_000_000L));
        assertEquals(1_000, pace.due(Long.MAX_VALUE / 2));
        long sent = 0;
        int pieces = 0;
        for (long now = 50; sent < 1_000; now = pace.next(now)) {
            long due = pace.due(now);
            pieces += due > sent ? 1 : 0;
            sent = due;
        }
        assertEquals(200, pieces, "a hundred a second");
    }

    @Test
    void oneByteComesAtTheEnd() {
        Pace pace = new Pace(1, 1_000_000_000L, 0, false);
        assertEquals(0, pace.due(999_999_999));
        assertEquals(1, pace.due(pace.next(0)));
        assertEquals(1_000_000_000L, pace.next(0));
    }

    @Test
    void endlessBodyComesAtItsRate() {
        Pace pace = new Pace(64_000, 1_000_000_000L, 0, true);
        assertEquals(640_000, pace.due(10_000_000_000L));
    }

    @Test
    void rateAndTrickleTheSlowerWins() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = RawClient.connect(server)) {
            long start = System.nanoTime();
            client.send(RawClient.get("/add?name=x&delay=50&size=20kB&rate=100kB/s&trickle=50"));
            assertEquals(20_000, client.readResponse().body().getBytes(StandardCharsets.UTF_8).length);
            AddTest.assertPassed(250, start);
            client.send(RawClient.get("/add?name=x&delay=0&size=20&chunked&encoding=gzip", "Accept: */*"));
            RawClient.Response head = client.readHead();
            assertEquals("chunked", head.header("transfer-encoding"));
            assertEquals("gzip", head.header("content-encoding"));
        }
    }

    @Test
    void largeBodyDoesNotStopAnother() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient large = RawClient.connectWithSmallBuffers(server);
                RawClient other = RawClient.connect(server)) {
            large.send(RawClient.get("/add?name=x&delay=0&size=1GiB"));
            large.readHead();
            other.send(RawClient.get("/add?name=y&delay=0"));
            assertEquals(".", other.readResponse().body());
        }
    }

    private static byte[] all(Body body, int atOnce) {
        ByteBuf out = Unpooled.buffer();
        while (!body.isEnded()) {
            int before = out.readableBytes();
            body.next(out, atOnce);
            assertTrue(out.readableBytes() > before, "no progress");
            assertTrue(out.readableBytes() <= before + atOnce, "more than asked for");
        }
        return ByteBufUtil.getBytes(out);
    }
}
