package io.overlap.batcher;

import static io.overlap.batcher.Batchers.assertAddsUp;
import static io.overlap.batcher.Batchers.assertEnded;
import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OutageTest {
    private final IOException away = new IOException("away");
    private final Batchers b = new Batchers();

    @Test
    void oneProbeAtATimeUntilSomethingIsSaved() {
        b.policy = b.policy.withMaxInFlight(3);
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c d e f g");
        b.writer.assertBatches("a", "b c d", "e f g");
        b.writer.answer(BatchResult.retry(away));
        b.writer.answer(BatchResult.retry(away));
        b.writer.answer(BatchResult.retry(away));
        assertTrue(batcher.stats().outage());
        b.writer.assertNothing();
        save(batcher, "h i j");
        b.writer.assertNothing();
        b.advance(51);
        assertEquals(1, batcher.stats().inFlight());
        b.writer.answer(BatchResult.retry(away));
        b.advance(101);
        assertEquals(1, batcher.stats().inFlight());
        b.writer.saved();
        assertFalse(batcher.stats().outage());
        assertEquals(2, batcher.stats().inFlight());
        b.writer.saveAll();
        assertEquals(10, batcher.stats().totals().saved());
        assertAddsUp(batcher);
    }

    @Test
    void aProbeWaitsForTheWritersTime() {
        save(b.build(), "a");
        b.writer.answer(BatchResult.retry(away, Duration.ofSeconds(9)));
        b.writer.assertBatches("a");
        b.advance(8_999);
        b.writer.assertNothing();
        b.advance(1);
        b.writer.assertBatches("a");
    }

    @Test
    void aBatchThatWasOutAlreadyDoesNotCutTheWritersTimeShort() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c d");
        b.writer.assertBatches("a", "b c d");
        b.writer.answer(BatchResult.retry(away, Duration.ofSeconds(9)));
        b.advance(10);
        b.writer.saved();
        save(batcher, "e");
        b.advance(8_989);
        b.writer.assertNothing();
        assertTrue(batcher.stats().outage());
        b.advance(1);
        assertEquals(1, batcher.stats().inFlight());
        b.writer.saved();
        assertFalse(batcher.stats().outage());
        b.writer.saveAll();
        assertEquals(5, batcher.stats().totals().saved());
        assertAddsUp(batcher);
    }

    @Test
    void onlyItemDeadlinesEndIt() {
        b.retry = b.retry.withItemDeadline(Duration.ofSeconds(30));
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> a = save(batcher, "a");
        CompletableFuture<String> bb = save(batcher, "b");
        b.writer.answer(BatchResult.retry(away));
        b.advance(20_000);
        CompletableFuture<String> late = save(batcher, "late");
        for (int i = 0; i < 1_000 && !a.isDone(); i++) {
            if (batcher.stats().inFlight() > 0) {
                b.writer.answer(BatchResult.retry(away));
            }
            b.advance(50);
        }
        assertEnded(Outcome.FAILED, a);
        assertTrue(bb.isDone());
        assertFalse(late.isDone());
        while (batcher.stats().inFlight() == 0) {
            b.advance(50);
        }
        b.writer.saveAll();
        assertNull(late.join());
    }

    @Test
    void listenersHearOneBeginningAndOneEnd() {
        List<String> heard = new ArrayList<>();
        AsyncBatcher<String, String> batcher = b.builder()
                .listener(new BatchListener<String>() {
                    @Override
                    public void batchStarted(Batch<String> batch) {
                        heard.add("+" + String.join("", batch.items()));
                    }

                    @Override
                    public void batchEnded(Batch<String> batch, String result, Duration took) {
                        heard.add("-" + String.join("", batch.items()) + " " + result + " " + took.toMillis());
                    }

                    @Override
                    public void outageStarted(Throwable cause) {
                        heard.add("away: " + cause.getMessage());
                    }

                    @Override
                    public void outageEnded(Duration took) {
                        heard.add("back");
                    }
                })
                .build();
        save(batcher, "a");
        b.advance(7);
        b.writer.answer(BatchResult.retry(away));
        b.advance(51);
        b.writer.saved();
        assertEquals(6, heard.size(), heard::toString);
        assertEquals(List.of("+a", "-a retry 7", "away: away", "+a"), heard.subList(0, 4));
        assertTrue(heard.get(4).startsWith("-a saved "), heard::toString);
        assertEquals("back", heard.get(5));
    }

    /** A writer that is away for a minute in the middle of a million items, answering each batch after a millisecond. */
    @Test
    void aWriterThatIsAwayForAMinuteCostsNoItem() {
        int items = 1_000_000;
        int keys = 1_000;
        Away writer = new Away(b.time);
        BatchPolicy policy = BatchPolicy.DEFAULT
                .withMaxPendingItems(20_000)
                .withMaxItems(1_000)
                .withMaxInFlight(8);
        AsyncBatcher<Integer, String> batcher = AsyncBatcher.async(writer)
                .policy(policy)
                .key(item -> item % keys)
                .size(item -> 4)
                .clock(b.time)
                .seed(1)
                .callbacks(Runnable::run)
                .build();
        int accepted = 0;
        while (accepted < items) {
            while (accepted < items && batcher.trySave(accepted) != null) {
                accepted++;
            }
            assertTrue(batcher.stats().pendingBytes() <= policy.maxPendingBytes());
            assertTrue(batcher.stats().totals().pending() <= policy.maxPendingItems());
            b.advance(1);
        }
        for (int i = 0; i < 1_000 && batcher.stats().totals().pending() > 0; i++) {
            b.advance(1);
        }
        assertEquals(
                new Totals(items, items, 0, 0, 0, 0, 0, 0, 0), batcher.stats().totals());
        assertEquals(List.of(), writer.outOfOrder);
        assertTrue(writer.refused > 5, "it was away");
        assertTrue(b.time.nanoTime() > Duration.ofSeconds(60).toNanos());
    }

    private static final class Away implements BatchWriter<Integer, String> {
        private final ManualClock time;
        private final Map<Integer, Integer> lastOfKey = new HashMap<>();
        private final List<Integer> outOfOrder = new ArrayList<>();
        private long awayUntil;
        private int saved;
        private int refused;

        Away(ManualClock time) {
            this.time = time;
        }

        @Override
        public CompletionStage<BatchResult<String>> write(Batch<Integer> batch) {
            CompletableFuture<BatchResult<String>> answer = new CompletableFuture<>();
            time.schedule(() -> answer.complete(answer(batch)), 1_000_000);
            return answer;
        }

        private BatchResult<String> answer(Batch<Integer> batch) {
            if (awayUntil == 0 && saved > 500_000) {
                awayUntil = time.nanoTime() + Duration.ofSeconds(60).toNanos();
            }
            if (time.nanoTime() < awayUntil) {
                refused++;
                return BatchResult.retry(new IOException("away"));
            }
            for (int item : batch.items()) {
                Integer last = lastOfKey.put(item % 1_000, item);
                if (last != null && last != item - 1_000) {
                    outOfOrder.add(item);
                }
            }
            saved += batch.items().size();
            return BatchResult.saved();
        }
    }
}
