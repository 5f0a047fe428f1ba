package io.overlap.batcher;

import static io.overlap.batcher.Batchers.assertAddsUp;
import static io.overlap.batcher.Batchers.assertEnded;
import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final IOException broken = new IOException("broken");

    private final Batchers b = new Batchers();

    FailureTest() {
        b.policy = b.policy.withMaxItems(4).withMaxDelay(Duration.ofMillis(1));
    }

    @Test
    void anExceptionFailsTheBatchWithItsCause() {
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> d = save(batcher, "a b c d");
        b.writer.fail(broken);
        assertSame(broken, assertEnded(Outcome.FAILED, d).getCause());
        assertEquals(4, batcher.stats().totals().failed());
        assertAddsUp(batcher);
    }

    @Test
    void anExceptionThatIsToBeRetriedIsSentAgain() {
        b.retry = b.retry.withRetryOn(IOException.class::isInstance);
        CompletableFuture<String> d = save(b.build(), "a b c d");
        b.writer.fail(broken);
        b.writer.assertBatches("a b c d");
        b.advance(60);
        b.writer.assertBatches("a b c d");
        b.writer.saved();
        assertNull(d.join());
    }

    @Test
    void onlyWhatFailedIsSentAgainWithinTheCeilingOfItsPause() {
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> d = save(batcher, "a b c d");
        b.writer.answer(BatchResult.<String>each()
                .saved(0)
                .retry(1, broken)
                .reject(2, broken)
                .retry(3, broken)
                .result());
        b.writer.assertBatches("a b c d");
        b.advance(52); // at most 50, and 1 to fill
        b.writer.assertBatches("b d");
        assertEquals(2, b.writer.batches.get(1).attempt());
        b.writer.saved();
        assertNull(d.join());
        assertEquals(new Totals(4, 3, 1, 0, 0, 0, 0, 0, 0), batcher.stats().totals());
    }

    @Test
    void nothingIsSentBeforeTheWriterSays() {
        save(b.build(), "a b c d");
        b.writer.answer(BatchResult.each(List.of(
                ItemResult.retry(broken, Duration.ofSeconds(7)),
                ItemResult.saved(),
                ItemResult.saved(),
                ItemResult.retry(broken))));
        b.writer.assertBatches("a b c d");
        b.advance(60);
        b.writer.assertBatches("d");
        b.advance(6_900);
        b.writer.assertNothing();
        b.advance(100);
        b.writer.assertBatches("a");
    }

    @Test
    void theBudgetDelaysRetriesAndNeverFailsThem() {
        b.retry = b.retry.withBudget(0, 1); // ten saved up, then one a second
        b.policy = b.policy.withMaxItems(20).withMaxInFlight(1);
        AsyncBatcher<String, String> batcher = b.build();
        for (int i = 0; i < 20; i++) {
            save(batcher, "x" + i);
        }
        List<ItemResult<String>> again = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            again.add(ItemResult.retry(broken));
        }
        b.writer.answer(BatchResult.each(again));
        b.advance(9_900);
        assertEquals(1, b.writer.batches.size());
        b.advance(200);
        assertEquals(2, b.writer.batches.size());
        b.writer.saved();
        assertEquals(20, batcher.stats().totals().saved());
    }

    @Test
    void deadlineEndsWhatWaitsForARetryAsFailed() {
        b.retry = b.retry.withItemDeadline(Duration.ofSeconds(5));
        CompletableFuture<String> d = save(b.build(), "a b c d");
        b.writer.answer(BatchResult.each(List.of(
                ItemResult.saved(),
                ItemResult.saved(),
                ItemResult.saved(),
                ItemResult.retry(broken, Duration.ofHours(1)))));
        b.advance(4_900);
        assertFalse(d.isDone());
        b.advance(200);
        assertSame(broken, assertEnded(Outcome.FAILED, d).getCause());
    }

    @Test
    void noAnswerIsUnknownAndKeepsThePlace() {
        b.policy = b.policy.withMaxInFlight(1).withAttemptTimeout(Duration.ofSeconds(3));
        b.retry = b.retry.withItemDeadline(Duration.ofSeconds(10));
        AsyncBatcher<String, String> batcher = b.build();
        List<String> cancelled = new ArrayList<>();
        CompletableFuture<String> d = save(batcher, "a b c d");
        b.writer.batches.get(0).onCancel(() -> cancelled.add("stop"));
        assertEquals(Duration.ofSeconds(3), b.writer.batches.get(0).remaining());
        CompletableFuture<String> e = save(batcher, "e");
        b.advance(2_999);
        assertFalse(d.isDone());
        b.advance(1);
        assertEnded(Outcome.UNKNOWN, d);
        assertEquals(List.of("stop"), cancelled);
        assertEquals(1, batcher.stats().stuck());
        b.advance(7_100);
        assertEnded(Outcome.EXPIRED, e);
        b.writer.saved(); // late
        assertEquals(0, batcher.stats().inFlight());
        assertEquals(1, batcher.stats().late());
        assertEquals(new Totals(5, 0, 0, 0, 1, 4, 0, 0, 0), batcher.stats().totals());
    }

    @Test
    void anIdempotentWriterIsGivenUnknownItemsAgain() {
        b.policy = b.policy.withMaxInFlight(2).withAttemptTimeout(Duration.ofSeconds(3));
        b.retry = b.retry.withIdempotent(true);
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> d = save(batcher, "a b c d");
        b.advance(3_060);
        b.writer.assertBatches("a b c d", "a b c d");
        b.writer.answer(1, BatchResult.saved());
        assertNull(d.join());
        b.writer.answer(0, BatchResult.retry(broken)); // nobody listens
        assertEquals(4, batcher.stats().totals().saved());
        b.advance(100);
        b.writer.assertNothing();
    }

    @Test
    void aPoisonedBatchIsHalvedUntilTheBadItemStandsAlone() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        CompletableFuture<String> bad = save(batcher, "bad");
        CompletableFuture<String> d = save(batcher, "d");
        b.writer.answer(BatchResult.poisoned(broken));
        b.writer.assertBatches("a b bad d", "a b");
        b.writer.saved();
        b.writer.assertBatches("bad d");
        b.writer.answer(BatchResult.poisoned(broken));
        b.writer.assertBatches("bad");
        b.writer.answer(BatchResult.poisoned(broken));
        assertSame(broken, assertEnded(Outcome.REJECTED, bad).getCause());
        b.writer.assertBatches("d");
        b.writer.saved();
        assertNull(d.join());
        assertEquals(new Totals(4, 3, 1, 0, 0, 0, 0, 0, 0), batcher.stats().totals());
    }

    @Test
    void threeSinglesBlamedInARowWereAnOutage() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c d");
        for (int i = 0; i < 6; i++) { // a b c d, a b, a, b, c d, c
            b.writer.answer(BatchResult.poisoned(broken));
        }
        b.writer.assertBatches("a b c d", "a b", "a", "b", "c d", "c");
        assertTrue(batcher.stats().outage());
        assertEquals(4, batcher.stats().totals().pending());
        b.advance(60);
        b.writer.assertBatches("a b c d");
        b.writer.saved();
        assertEquals(4, batcher.stats().totals().saved());
        assertFalse(batcher.stats().outage());
    }

    @Test
    void aSingleBadItemIsRejectedThoughNothingElseIsSaved() {
        CompletableFuture<String> bad = save(b.build(), "bad");
        b.advance(1);
        b.writer.answer(BatchResult.poisoned(broken));
        assertEnded(Outcome.REJECTED, bad);
    }

    @Test
    void aBatchTooLargeIsHalvedAndASingleOneRejected() {
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> d = save(batcher, "a b c d");
        b.writer.answer(BatchResult.tooLarge());
        b.writer.assertBatches("a b c d", "a b");
        b.writer.saved();
        b.writer.assertBatches("c d");
        b.writer.answer(BatchResult.tooLarge());
        b.writer.assertBatches("c");
        b.writer.saved();
        b.writer.assertBatches("d");
        b.writer.answer(BatchResult.tooLarge());
        assertEnded(Outcome.REJECTED, d);
        assertEquals(3, batcher.stats().totals().saved());
    }

    @Test
    void cancelWithdrawsOnlyWhatWasNotSent() {
        b.policy = b.policy.withMaxItems(1).withMaxInFlight(1);
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> a = save(batcher, "a");
        CompletableFuture<String> bb = save(batcher, "b");
        save(batcher, "c");
        assertFalse(a.cancel(true));
        assertTrue(bb.cancel(true));
        assertTrue(bb.cancel(true), "it is cancelled");
        b.writer.saveAll();
        b.writer.assertBatches("a", "c");
        assertEquals(new Totals(3, 2, 0, 0, 0, 0, 1, 0, 0), batcher.stats().totals());
    }

    @Test
    void anExecutorThatDoesNotBeginSendsNothing() {
        b.policy = b.policy.withMaxInFlight(1).withAttemptTimeout(Duration.ofSeconds(3));
        List<Runnable> queue = new ArrayList<>();
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>blocking(
                        batch -> BatchResult.saved(), queue::add)
                .policy(b.policy)
                .clock(b.time)
                .callbacks(Runnable::run)
                .build();
        CompletableFuture<String> d = save(batcher, "a b c d");
        b.advance(4_000);
        assertFalse(d.isDone());
        assertEquals(1, batcher.stats().stuck());
        queue.remove(0).run();
        b.advance(100);
        assertEquals(1, queue.size());
        queue.remove(0).run();
        assertNull(d.join());
        assertEquals(new Totals(4, 4, 0, 0, 0, 0, 0, 0, 0), batcher.stats().totals());
    }
}
