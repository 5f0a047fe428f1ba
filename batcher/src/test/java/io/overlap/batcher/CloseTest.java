package io.overlap.batcher;

import static io.overlap.batcher.Batchers.assertEnded;
import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CloseTest {
    private final Batchers b = new Batchers();

    @Test
    void closeDrainsWithoutWaitingForFullBatches() {
        b.policy = b.policy.withMaxDelay(Duration.ofSeconds(10));
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> last = save(batcher, "a b");
        CompletableFuture<CloseReport<String>> report =
                batcher.closeAsync(Duration.ofSeconds(5)).toCompletableFuture();
        b.writer.assertBatches("a b");
        assertFalse(report.isDone());
        b.writer.saved();
        assertTrue(report.join().drained());
        assertEquals(2, report.join().totals().saved());
        assertNull(last.join());
    }

    @Test
    void whatIsLeftWhenTheTimeIsOverIsReported() {
        b.policy = b.policy.withMaxItems(1).withMaxInFlight(1);
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> sent = save(batcher, "sent");
        CompletableFuture<String> waits = save(batcher, "waits");
        CompletableFuture<CloseReport<String>> report =
                batcher.closeAsync(Duration.ofSeconds(5)).toCompletableFuture();
        b.advance(4_999);
        assertFalse(report.isDone());
        b.advance(1);
        assertEnded(Outcome.UNKNOWN, sent);
        assertEnded(Outcome.UNDRAINED, waits);
        assertEquals(
                List.of("sent UNKNOWN 1", "waits UNDRAINED 0"),
                report.join().left().stream()
                        .map(left -> left.item() + " " + left.outcome() + " " + left.attempts())
                        .sorted()
                        .toList());
        assertEquals(Duration.ofSeconds(5), report.join().took());
        assertEquals(0, batcher.stats().totals().pending());
        b.writer.saved(); // too late
        assertTrue(batcher.stats().totals().addUp());
    }

    @Test
    void closeAtOnceGivesUpAtOnce() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c");
        CloseReport<String> report = batcher.close(Duration.ZERO);
        assertEquals(3, report.left().size());
        assertEquals(1, report.totals().unknown());
        assertEquals(2, report.totals().undrained());
    }

    @Test
    void plainCloseThrowsWhatIsLeft() {
        b.policy = b.policy.withCloseTimeout(Duration.ZERO);
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        UndrainedException thrown = assertThrows(UndrainedException.class, batcher::close);
        assertEquals(1, thrown.report().left().size());
    }

    @Test
    void everyCloseGetsTheSameReportAndAShorterOneHastens() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<CloseReport<String>> patient =
                batcher.closeAsync(Duration.ofHours(1)).toCompletableFuture();
        CloseReport<String> hasty = batcher.close(Duration.ZERO);
        assertSame(hasty, patient.join());
        assertSame(hasty, batcher.close(Duration.ofHours(1)));
    }

    @Test
    void afterCloseNothingIsAcceptedAndWaitersAreRefused() {
        b.policy = b.policy.withMaxItems(1).withMaxPendingItems(1);
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<CompletableFuture<String>> waiter =
                batcher.saveAsync("b").toCompletableFuture();
        batcher.closeAsync(Duration.ofSeconds(1));
        CompletionException refused = assertThrows(CompletionException.class, waiter::join);
        assertInstanceOf(BatcherClosedException.class, refused.getCause());
        assertThrows(BatcherClosedException.class, () -> batcher.save("c"));
        assertThrows(BatcherClosedException.class, () -> batcher.trySave("c"));
        assertThrows(BatcherClosedException.class, () -> batcher.saveAsync("c"));
        assertEquals(1, batcher.stats().totals().accepted());
    }

    @Test
    void aRetriedItemIsUndrainedAndItsErrorIsTold() {
        AsyncBatcher<String, String> batcher = b.build();
        IOException broken = new IOException("broken");
        save(batcher, "a");
        b.writer.answer(BatchResult.<String>each().retry(0, broken).result());
        CloseReport.Left<String> left = batcher.close(Duration.ZERO).left().get(0);
        assertEquals(new CloseReport.Left<>("a", Outcome.UNDRAINED, 1, broken), left);
    }

    @Test
    void callbacksAreDoneBeforeCloseReturns() throws Exception {
        AtomicInteger done = new AtomicInteger();
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>async(
                        batch -> CompletableFuture.completedFuture(BatchResult.saved()))
                .build();
        for (int i = 0; i < 100; i++) {
            batcher.save("x").thenRun(() -> {
                done.incrementAndGet();
            });
        }
        batcher.close(Duration.ofSeconds(20));
        assertEquals(100, done.get());
    }

    @Test
    void aSaveThatRacesCloseIsCountedOrThrows() throws Exception {
        for (int round = 0; round < 50; round++) {
            AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>async(
                            batch -> CompletableFuture.completedFuture(BatchResult.saved()))
                    .build();
            AtomicLong accepted = new AtomicLong();
            CountDownLatch started = new CountDownLatch(2);
            Thread[] savers = new Thread[2];
            for (int i = 0; i < savers.length; i++) {
                savers[i] = new Thread(() -> {
                    started.countDown();
                    try {
                        while (true) {
                            batcher.save("x");
                            accepted.incrementAndGet();
                        }
                    } catch (BatcherClosedException | InterruptedException e) {
                        // the end
                    }
                });
                savers[i].start();
            }
            started.await();
            Thread.sleep(1);
            CloseReport<String> report = batcher.close(Duration.ofSeconds(20));
            for (Thread saver : savers) {
                saver.join();
            }
            assertEquals(accepted.get(), report.totals().accepted());
            assertEquals(accepted.get(), report.totals().saved());
        }
    }

    @Test
    void aWriterThatNeverAnswersDoesNotHoldClose() throws Exception {
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>async(batch -> new CompletableFuture<>())
                .build();
        CompletableFuture<String> a = batcher.save("a");
        CloseReport<String> report = batcher.close(Duration.ofMillis(100));
        assertEquals(1, report.left().size());
        assertEnded(Outcome.UNKNOWN, a);
    }

    @Test
    void aWriterThatBlocksDoesNotHoldCloseAndIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>blocking(
                        batch -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return BatchResult.saved();
                        },
                        task -> new Thread(task).start())
                .build();
        CompletableFuture<String> a = batcher.save("a");
        batcher.close(Duration.ofMillis(100));
        assertEnded(Outcome.UNKNOWN, a);
        interrupted.await();
    }

    @Test
    void anInterruptEndsCloseAtOnce() throws Exception {
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>async(batch -> new CompletableFuture<>())
                .build();
        batcher.save("a");
        Thread.currentThread().interrupt();
        CloseReport<String> report = batcher.close(Duration.ofHours(1));
        assertTrue(Thread.interrupted());
        assertEquals(1, report.left().size());
    }
}
