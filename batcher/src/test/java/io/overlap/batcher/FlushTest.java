package io.overlap.batcher;

import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FlushTest {
    private final Batchers b = new Batchers();

    @Test
    void flushSendsWhatWaitsAndEndsWithIt() {
        b.policy = b.policy.withMaxDelay(Duration.ofSeconds(10));
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        b.writer.assertNothing();
        CompletableFuture<Totals> flush = batcher.flush();
        b.writer.assertBatches("a b");
        save(batcher, "c");
        b.writer.assertNothing();
        assertFalse(flush.isDone());
        b.writer.saved();
        assertEquals(new Totals(3, 2, 0, 0, 0, 0, 0, 0, 1), flush.join());
    }

    @Test
    void flushOfNothingEndsAtOnce() {
        assertEquals(0, b.build().flush().join().accepted());
    }

    @Test
    void laterItemsDoNotHoldItUp() {
        b.policy = b.policy.withMaxInFlight(2).withMaxItems(1);
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<Totals> first = batcher.flush();
        save(batcher, "b");
        CompletableFuture<Totals> second = batcher.flush();
        b.writer.answer(1, BatchResult.saved());
        assertFalse(first.isDone());
        assertFalse(second.isDone(), "a barrier holds for all before it");
        b.writer.answer(0, BatchResult.saved());
        assertTrue(first.isDone());
        assertTrue(second.isDone());
    }

    @Test
    void failuresEndItToo() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<Totals> flush = batcher.flush();
        b.writer.fail(new IOException("broken"));
        assertEquals(1, flush.join().failed());
    }

    @Test
    void itWaitsForRetries() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<Totals> flush = batcher.flush();
        b.writer.answer(
                BatchResult.<String>each().retry(0, new IOException("broken")).result());
        assertFalse(flush.isDone());
        b.advance(51);
        b.writer.saved();
        assertTrue(flush.isDone());
    }

    @Test
    void aFlushThatIsCompletedByItsCallerHurtsNobody() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<Totals> mine = batcher.flush();
        CompletableFuture<Totals> other = batcher.flush();
        mine.cancel(true);
        b.writer.saved();
        assertEquals(1, other.join().saved());
    }

    @Test
    void afterCloseItEndsAtOnce() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        b.writer.saved();
        batcher.close();
        assertEquals(1, batcher.flush().join().saved());
    }
}
