package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feed under a time of our own: what an event holds, and who gets it. */
class LiveFeedTest {
    private final Ledger ledger = new Ledger(10_000);
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();
    private final List<Long> waits = new ArrayList<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private long nowNanos;
    private final LiveFeed feed =
            new LiveFeed(ledger, true, () -> "{\"requests\":7}\n", () -> nowNanos, this::schedule);

    @AfterEach
    void release() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private void schedule(Runnable task, long nanos) {
        due.add(task);
        waits.add(nanos);
    }

    private void tick() {
        assertEquals(1, due.size(), "ticks scheduled");
        nowNanos += waits.get(waits.size() - 1);
        due.remove().run();
    }

    private EmbeddedChannel watch() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channels.add(channel);
        feed.watch(channel);
        return channel;
    }

    private static JsonObject read(EmbeddedChannel channel) {
        ByteBuf event = channel.readOutbound();
        assertTrue(event != null, "no event");
        String text = event.toString(StandardCharsets.UTF_8);
        event.release();
        assertTrue(text.startsWith("data: {"), text);
        assertEquals(text.length() - 2, text.indexOf('\n'), text);
        return JsonParser.parseString(text.substring(6)).getAsJsonObject();
    }

    private void end(int count, long lateNanos) {
        for (int i = 0; i < count; i++) {
            Ledger.Entry entry = ledger.arrived("", 3, nowNanos);
            entry.deadlineNanos = nowNanos + 5_000_000;
            entry.answered(200, entry.deadlineNanos + lateNanos);
        }
    }

    @Test
    void eventHoldsTheCountsAndWhatEndedSinceTheLast() {
        EmbeddedChannel channel = watch();
        nowNanos = 2_000_000_000;
        end(1, 1_000);
        tick();
        JsonObject event = read(channel);
        assertEquals(7, event.get("requests").getAsInt());
        assertEquals(2.0, event.get("t").getAsDouble());
        assertTrue(event.get("admin").getAsBoolean());
        assertEquals(10_000, event.get("record").getAsInt());
        assertEquals("[[3,200,2000000,2005000,2005001]]", event.get("exchanges").toString());
        tick();
        assertEquals(0, read(channel).getAsJsonArray("exchanges").size());
    }

    @Test
    void ticksFourTimesASecondWhileSomebodyWatches() {
        assertEquals(List.of(), waits);
        EmbeddedChannel first = watch();
        EmbeddedChannel second = watch();
        tick();
        tick();
        assertEquals(List.of(0L, LiveFeed.PERIOD_NANOS, LiveFeed.PERIOD_NANOS), waits);
        assertEquals(read(first), read(second));
        first.close();
        tick();
        second.close();
        tick();
        assertEquals(0, due.size(), "nobody watches");
    }

    @Test
    void comingAndGoingDoesNotMakeItTickMoreOften() {
        watch().close();
        tick();
        EmbeddedChannel last = watch();
        last.close();
        tick();
        nowNanos += 100_000_000;
        watch();
        assertEquals(0L, waits.get(0));
        assertEquals(LiveFeed.PERIOD_NANOS, waits.get(1));
        assertEquals(LiveFeed.PERIOD_NANOS - 100_000_000, waits.get(2));
    }

    @Test
    void watchersAreBounded() {
        List<EmbeddedChannel> watchers = new ArrayList<>();
        for (int i = 0; i < LiveFeed.MAX_WATCHERS; i++) {
            assertFalse(feed.isFull());
            watchers.add(watch());
        }
        assertTrue(feed.isFull());
        assertFalse(watch().isOpen());
        watchers.get(3).close();
        assertFalse(feed.isFull());
        assertTrue(watch().isOpen());
    }

    @Test
    void moreThanAnEventTakesIsChosenEvenlyAndCounted() {
        EmbeddedChannel channel = watch();
        tick();
        read(channel);
        end(1_000, 0);
        tick();
        JsonObject event = read(channel);
        assertEquals(LiveFeed.MAX_EXCHANGES, event.getAsJsonArray("exchanges").size());
        assertEquals(1_000 - LiveFeed.MAX_EXCHANGES, event.get("skipped").getAsInt());
    }

    @Test
    void whoeverComesLaterIsToldOfTheLastOnesOnly() {
        end(1_000, 0);
        EmbeddedChannel channel = watch();
        tick();
        JsonObject event = read(channel);
        assertEquals(LiveFeed.MAX_EXCHANGES, event.getAsJsonArray("exchanges").size());
        assertEquals(0, event.get("skipped").getAsInt());
    }

    @Test
    void recentLatenessIsThatOfTheAnswersSinceTheLastEvent() {
        EmbeddedChannel channel = watch();
        end(100, 1_000_000);
        tick();
        assertRecent(100, 1, read(channel));
        end(10, 8_000_000);
        tick();
        assertRecent(10, 8, read(channel));
        end(10, 2_000_000);
        tick();
        assertRecent(10, 2, read(channel));
        tick();
        JsonObject none = read(channel).getAsJsonObject("recent_lateness_ms");
        assertEquals("{\"answers\":0}", none.toString());
    }

    @Test
    void recentLatenessStartsOverAfterAReset() {
        EmbeddedChannel channel = watch();
        end(100, 9_000_000);
        tick();
        read(channel);
        ledger.reset();
        end(3, 1_000_000);
        tick();
        JsonObject event = read(channel);
        assertRecent(3, 1, event);
        assertEquals(3, event.getAsJsonArray("exchanges").size());
    }

    private static void assertRecent(int answers, double millis, JsonObject event) {
        JsonObject recent = event.getAsJsonObject("recent_lateness_ms");
        assertEquals(answers, recent.get("answers").getAsInt());
        for (String quantile : List.of("p50", "p99", "max")) {
            assertEquals(millis, recent.get(quantile).getAsDouble(), 0.01 * millis, quantile);
        }
    }

    @Test
    void watcherThatTakesNothingMissesEventsAndIsLetGo() {
        EmbeddedChannel slow = watch();
        EmbeddedChannel quick = watch();
        takes(slow, false);
        for (int i = 1; i < LiveFeed.MAX_MISSED; i++) {
            tick();
            read(quick);
        }
        assertTrue(slow.isOpen());
        takes(slow, true);
        end(1, 0);
        tick();
        assertEquals(1, exchanges(slow).size());
        assertEquals(1, exchanges(quick).size());
        takes(slow, false);
        for (int i = 0; i < LiveFeed.MAX_MISSED; i++) {
            assertTrue(slow.isOpen(), "missed " + i);
            tick();
            read(quick);
        }
        assertFalse(slow.isOpen());
        assertNull(slow.readOutbound());
        assertTrue(quick.isOpen());
    }

    private static JsonArray exchanges(EmbeddedChannel channel) {
        return read(channel).getAsJsonArray("exchanges");
    }

    private static void takes(EmbeddedChannel channel, boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }
}
