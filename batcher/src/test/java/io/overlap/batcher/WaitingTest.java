package io.overlap.batcher;

import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WaitingTest {
    private final Batchers b = new Batchers();

    @BeforeEach
    void littleRoom() {
        b.policy = b.policy
                .withMaxItems(2)
                .withMaxPendingItems(2)
                .withMaxInFlight(1)
                .withMaxWait(Duration.ofSeconds(1));
    }

    @Test
    void trySaveAnswersNullWhenFull() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        assertNull(batcher.trySave("c"));
        b.writer.saved();
        assertNotNull(batcher.trySave("c"));
    }

    @Test
    void bytesAreABoundTooWithTheirOverhead() {
        b.policy = b.policy.withMaxPendingItems(100).withMaxBytes(10).withMaxPendingBytes(300);
        AsyncBatcher<String, String> batcher = b.builder().size(String::length).build();
        save(batcher, "12345 12345");
        assertEquals(2 * (5 + BatchPolicy.ITEM_OVERHEAD_BYTES), batcher.stats().pendingBytes());
        assertNull(batcher.trySave("1234567890")); // 202 + 106 > 300
        assertNotNull(batcher.trySave("12"));
    }

    @Test
    void saveAsyncWaitsInOrderAndTrySaveDoesNotOvertake() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        List<String> accepted = new ArrayList<>();
        batcher.saveAsync("c").thenRun(() -> accepted.add("c"));
        batcher.saveAsync("d").thenRun(() -> accepted.add("d"));
        assertEquals(2, batcher.stats().waiting());
        b.writer.saved();
        assertEquals(List.of("c"), accepted);
        assertNull(batcher.trySave("e"), "d was before");
        b.writer.saved();
        assertEquals(List.of("c", "d"), accepted);
        b.writer.assertBatches("a", "b c", "d");
    }

    @Test
    void whoWaitsTooLongIsRefusedAndNotAccepted() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        CompletableFuture<CompletableFuture<String>> c = batcher.saveAsync("c").toCompletableFuture();
        b.advance(999);
        assertFalse(c.isDone());
        b.advance(1);
        CompletionException refused = assertThrows(CompletionException.class, c::join);
        assertInstanceOf(BatcherFullException.class, refused.getCause());
        assertEquals(2, batcher.stats().totals().accepted());
    }

    @Test
    void oneMoreThanMaxWaitingIsRefusedAtOnce() {
        b.policy = b.policy.withMaxWaiting(1);
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        CompletionStage<CompletableFuture<String>> c = batcher.saveAsync("c");
        assertTrue(batcher.saveAsync("d").toCompletableFuture().isCompletedExceptionally());
        assertFalse(c.toCompletableFuture().isDone());
    }

    @Test
    void blockedSaveGoesOnWhenThereIsRoom() throws Exception {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        FutureTask<CompletableFuture<String>> blocked = blocked(batcher, "c");
        b.writer.saved();
        CompletableFuture<String> c = blocked.get(10, TimeUnit.SECONDS);
        b.writer.saveAll();
        assertNull(c.get(10, TimeUnit.SECONDS));
    }

    @Test
    void blockedSaveIsRefusedInTime() throws Exception {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        FutureTask<CompletableFuture<String>> blocked = blocked(batcher, "c");
        b.advance(1_000);
        Exception thrown = assertThrows(Exception.class, () -> blocked.get(10, TimeUnit.SECONDS));
        assertInstanceOf(BatcherFullException.class, thrown.getCause());
        assertEquals(2, batcher.stats().totals().accepted());
    }

    @Test
    void interruptedSaveWasNotAccepted() throws Exception {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b");
        FutureTask<CompletableFuture<String>> blocked = new FutureTask<>(() -> batcher.save("c"));
        Thread thread = new Thread(blocked);
        thread.start();
        awaitWaiting(batcher, 1);
        thread.interrupt();
        Exception thrown = assertThrows(Exception.class, () -> blocked.get(10, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, thrown.getCause());
        assertEquals(0, batcher.stats().waiting());
        b.writer.saveAll();
        assertEquals(2, batcher.stats().totals().accepted());
    }

    @Test
    void aPartialBatchLeavesForWhoWaits() {
        b.policy = b.policy
                .withMaxPendingItems(3)
                .withMaxItems(3)
                .withMaxDelay(Duration.ofSeconds(100))
                .withMaxBytes(100)
                .withMaxPendingBytes(250);
        AsyncBatcher<String, String> batcher = b.builder().size(String::length).build();
        save(batcher, "a b"); // 194 of 250 bytes; a third item does not fit, so the batch cannot fill
        CompletionStage<CompletableFuture<String>> third = batcher.saveAsync("0123456789");
        b.writer.assertBatches("a b");
        b.writer.saved();
        assertTrue(third.toCompletableFuture().isDone());
    }

    private static FutureTask<CompletableFuture<String>> blocked(AsyncBatcher<String, String> batcher, String item)
            throws InterruptedException {
        FutureTask<CompletableFuture<String>> task = new FutureTask<>(() -> batcher.save(item));
        new Thread(task).start();
        awaitWaiting(batcher, 1);
        return task;
    }

    private static void awaitWaiting(AsyncBatcher<String, String> batcher, int waiting) throws InterruptedException {
        while (batcher.stats().waiting() < waiting) {
            Thread.sleep(1);
        }
    }
}
