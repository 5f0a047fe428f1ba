package io.overlap.batcher;

import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FormingTest {
    private final Batchers b = new Batchers();

    @Test
    void firstItemLeavesAtOnce() {
        save(b.build(), "a");
        b.writer.assertBatches("a");
    }

    @Test
    void whatComesWhileABatchIsOutIsTheNextBatch() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c");
        b.writer.assertBatches("a");
        b.writer.saved();
        b.writer.assertBatches("b c");
    }

    @Test
    void fullBatchLeavesAtOnceThoughAnotherIsOut() {
        save(b.build(), "a b c d e");
        b.writer.assertBatches("a", "b c d");
    }

    @Test
    void noMoreThanMaxInFlightAreOut() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c d e f g");
        b.writer.assertBatches("a", "b c d");
        b.writer.saved();
        b.writer.assertBatches("e f g");
        assertEquals(2, batcher.stats().inFlight());
    }

    @Test
    void partialBatchesLeaveWhileFewerThanPartialInFlightAreOut() {
        b.policy = b.policy.withMaxInFlight(3).withPartialInFlight(2);
        save(b.build(), "a b c");
        b.writer.assertBatches("a", "b");
    }

    @Test
    void partialBatchLeavesWhenItsOldestItemIsOldEnough() {
        b.policy = b.policy.withMaxDelay(Duration.ofMillis(20));
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        b.advance(5);
        save(batcher, "b");
        b.advance(14);
        b.writer.assertNothing();
        b.advance(1);
        b.writer.assertBatches("a b");
    }

    @Test
    void delayIsCountedAnewForWhatFullBatchesLeaveBehind() {
        b.policy = b.policy.withMaxDelay(Duration.ofMillis(20));
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        b.advance(19);
        save(batcher, "c d");
        b.writer.assertBatches("a b c");
        b.advance(19);
        b.writer.assertNothing();
        b.advance(1);
        b.writer.assertBatches("d");
    }

    @Test
    void batchIsFullByBytes() {
        b.policy = b.policy.withMaxItems(100).withMaxBytes(10).withMaxDelay(Duration.ofSeconds(1));
        AsyncBatcher<String, String> batcher = b.builder().size(String::length).build();
        save(batcher, "1234 56789 1234");
        b.writer.assertBatches("1234 56789");
        b.advance(1_000);
        b.writer.assertBatches("1234");
    }

    @Test
    void valuesOfTheWriterAreTheFutures() {
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> a = save(batcher, "a");
        CompletableFuture<String> bb = save(batcher, "b");
        CompletableFuture<String> c = save(batcher, "c");
        assertFalse(a.isDone());
        b.writer.answer(BatchResult.saved(List.of("A")));
        assertEquals("A", a.join());
        b.writer.answer(BatchResult.<String>each().saved(1, "C").saved(0).result());
        assertNull(bb.join());
        assertEquals("C", c.join());
    }

    @Test
    void anIdleBatcherHasNoAlarm() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c d");
        b.writer.saveAll();
        b.time.advance(Duration.ofHours(1));
        assertNull(b.time.untilNext());
        assertEquals(4, batcher.stats().totals().saved());
    }

    @Test
    void oneAlarmServesAll() {
        b.policy = b.policy.withMaxItems(100).withMaxDelay(Duration.ofMillis(20));
        AsyncBatcher<String, String> batcher = b.build();
        for (int i = 0; i < 99; i++) {
            save(batcher, "x" + i);
            b.time.advance(Duration.ofNanos(1));
        }
        assertTrue(b.time.waiting() <= 1, () -> b.time.waiting() + " alarms");
    }
}
