package io.overlap.batcher;

import static io.overlap.batcher.Batchers.assertEnded;
import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the simulation has found, each as the shortest script that shows it. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FoundBySimulationTest {
    private final IOException broken = new IOException("broken");

    private final Batchers b = new Batchers();

    @Test
    void saveInACallbackReturnsThoughItsExecutorIsTheCallersThread() {
        AsyncBatcher<String, String> batcher = b.builder().key(item -> item).build();
        List<String> saved = new ArrayList<>();
        save(batcher, "a").thenRun(() -> {
            try {
                batcher.save("b");
                saved.add("b");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        b.writer.saved();
        assertEquals(List.of("b"), saved);
        b.writer.assertBatches("a", "b");
    }

    @Test
    void aKeyWithMoreBytesThanABatchLeavesInParts() {
        b.policy = b.policy.withMaxBytes(10).withMaxDelay(Duration.ofMillis(20));
        AsyncBatcher<String, String> batcher =
                b.builder().size(String::length).key(item -> item.charAt(0)).build();
        save(batcher, "a111 a222 a333");
        b.writer.assertBatches("a111 a222");
        b.writer.saved();
        b.advance(20);
        b.writer.assertBatches("a333");
    }

    @Test
    void anItemExpiresThoughItCameWhenAllWereStuck() {
        b.policy = b.policy.withMaxInFlight(1).withAttemptTimeout(Duration.ofSeconds(3));
        b.retry = b.retry.withItemDeadline(Duration.ofSeconds(10));
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> a = save(batcher, "a");
        b.advance(3_000);
        assertEnded(Outcome.UNKNOWN, a);
        b.advance(60_000); // nothing is pending, nothing rings
        CompletableFuture<String> late = save(batcher, "late");
        b.advance(10_100);
        assertEnded(Outcome.EXPIRED, late);
    }

    @Test
    void anItemOlderThanItsDeadlineIsNotSentAgainInHalves() {
        b.policy = b.policy.withMaxItems(4).withMaxDelay(Duration.ofMillis(1));
        b.retry = b.retry.withItemDeadline(Duration.ofSeconds(2));
        CompletableFuture<String> d = save(b.build(), "a b c d");
        b.advance(2_100);
        b.writer.answer(BatchResult.tooLarge());
        b.writer.assertBatches("a b c d");
        assertEnded(Outcome.FAILED, d);
    }

    @Test
    void anItemDoesNotWaitMaxDelayAgainWhenAPlaceIsFree() {
        b.policy = b.policy.withMaxInFlight(1).withMaxDelay(Duration.ofMillis(20));
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c");
        b.advance(30);
        save(batcher, "d");
        b.advance(30);
        b.writer.saved();
        b.writer.assertBatches("a b c", "d");
    }

    @Test
    void itemsAreInTheOrderTheyWereAcceptedThoughTheyComeBackInAnother() {
        b.policy = b.policy.withMaxItems(4).withMaxInFlight(1).withMaxDelay(Duration.ofMillis(1));
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        b.advance(1);
        save(batcher, "c d e f");
        b.writer.answer(BatchResult.each(List.of(
                ItemResult.retry(broken, Duration.ofMillis(100)), ItemResult.retry(broken, Duration.ofMillis(200)))));
        b.writer.assertBatches("a b", "c d e f");
        b.advance(300);
        b.writer.saved();
        b.writer.assertBatches("a b");
    }

    @Test
    void aPlaceIsFreeAgainThoughItsBatchTimedOutBeforeTheExecutorRefusedIt() {
        b.policy = b.policy.withMaxItems(1).withMaxInFlight(2).withAttemptTimeout(Duration.ofSeconds(3));
        boolean[] refuses = {false};
        AtomicReference<AsyncBatcher<String, String>> batcher = new AtomicReference<>();
        batcher.set(AsyncBatcher.<String, String>blocking(
                        batch -> {
                            save(batcher.get(), "b");
                            b.advance(4_000); // so slow that b's time is over before it is handed on
                            refuses[0] = true;
                            return BatchResult.saved();
                        },
                        task -> {
                            if (refuses[0]) {
                                throw new RejectedExecutionException("busy");
                            }
                            task.run();
                        })
                .policy(b.policy)
                .clock(b.time)
                .callbacks(Runnable::run)
                .build());
        save(batcher.get(), "a");
        assertEquals(0, batcher.get().stats().inFlight());
    }

    @Test
    void aBatchThatNeverBeganHasNoEnd() {
        b.policy = b.policy.withAttemptTimeout(Duration.ofSeconds(3));
        List<String> heard = new ArrayList<>();
        List<Runnable> queue = new ArrayList<>();
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>blocking(
                        batch -> BatchResult.saved(), queue::add)
                .policy(b.policy)
                .clock(b.time)
                .callbacks(Runnable::run)
                .listener(new BatchListener<String>() {
                    @Override
                    public void batchStarted(Batch<String> batch) {
                        heard.add("started");
                    }

                    @Override
                    public void batchEnded(Batch<String> batch, String result, Duration took) {
                        heard.add("ended");
                    }
                })
                .build();
        save(batcher, "a");
        b.advance(4_000);
        assertEquals(List.of(), heard);
    }

    @Test
    void aListenerThatThrowsHearsOfAStuckBatchNevertheless() {
        b.policy = b.policy.withAttemptTimeout(Duration.ofSeconds(3));
        List<String> heard = new ArrayList<>();
        AsyncBatcher<String, String> batcher = b.builder()
                .listener(new BatchListener<String>() {
                    @Override
                    public void batchEnded(Batch<String> batch, String result, Duration took) {
                        throw new IllegalStateException("listener");
                    }

                    @Override
                    public void stuckStarted(Batch<String> batch) {
                        heard.add("stuck");
                    }

                    @Override
                    public void stuckEnded(Batch<String> batch, Duration stuckFor) {
                        heard.add("free");
                    }
                })
                .build();
        save(batcher, "a");
        b.advance(3_000);
        b.writer.saved();
        assertEquals(List.of("stuck", "free"), heard);
    }

    @Test
    void whatCloseGivesUpIsUndrainedOrUnknownThoughItsKeyFails() {
        b.policy = b.policy.withMaxItems(1);
        AsyncBatcher<String, String> batcher = b.builder()
                .key(item -> "key", KeyPolicy.DEFAULT.withFailFollowing(true))
                .build();
        save(batcher, "sent waiting");
        CloseReport<String> report = batcher.close(Duration.ZERO);
        List<Outcome> outcomes =
                report.left().stream().map(CloseReport.Left::outcome).sorted().toList();
        assertEquals(List.of(Outcome.UNKNOWN, Outcome.UNDRAINED), outcomes);
    }

    @Test
    void aFlushIsNotOverBeforeTheFutureOfACancelledItem() throws Exception {
        b.policy =
                b.policy.withMaxDelay(Duration.ofMinutes(1)).withMaxInFlight(1).withMaxItems(1);
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<String> waiting = save(batcher, "b");
        b.writer.assertBatches("a");
        CompletableFuture<Boolean> doneAtFlush = batcher.flush().thenApply(totals -> waiting.isDone());
        b.advance(30_000); // a is unknown, and its place taken
        assertTrue(waiting.cancel(false));
        assertTrue(doneAtFlush.get(1, TimeUnit.SECONDS));
    }
}
