package io.overlap.batcher;

import static io.overlap.batcher.Batchers.assertEnded;
import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The key of an item is its first letter. */
class KeyTest {
    private final IOException broken = new IOException("broken");
    private final Batchers b = new Batchers();
    private KeyPolicy keys = KeyPolicy.DEFAULT;

    private AsyncBatcher<String, String> build() {
        return b.builder().key(item -> item.charAt(0), keys).build();
    }

    @Test
    void aKeyIsInOneBatchAtATimeAndOthersGoBesideIt() {
        b.policy = b.policy.withPartialInFlight(2);
        AsyncBatcher<String, String> batcher = build();
        save(batcher, "a1 a2 b1 a3");
        b.writer.assertBatches("a1", "b1");
        b.writer.answer(1, BatchResult.saved());
        b.writer.assertNothing();
        b.writer.saved();
        b.writer.assertBatches("a2 a3");
    }

    @Test
    void aBatchMayBeFreeOfRepeatedKeys() {
        keys = keys.withRepeatsInBatch(false);
        b.policy = b.policy.withMaxDelay(Duration.ofMillis(1));
        AsyncBatcher<String, String> batcher = build();
        save(batcher, "a1 a2 b1");
        b.advance(1);
        b.writer.assertBatches("a1 b1");
        b.writer.saved();
        b.advance(1);
        b.writer.assertBatches("a2");
    }

    @Test
    void orderIsKeptThroughRetries() {
        b.policy = b.policy.withPartialInFlight(2);
        AsyncBatcher<String, String> batcher = build();
        save(batcher, "a1 a2 b1");
        b.writer.assertBatches("a1", "b1");
        b.writer.answer(0, BatchResult.<String>each().retry(0, broken).result());
        b.writer.assertNothing();
        b.writer.answer(1, BatchResult.saved());
        b.advance(51);
        b.writer.assertBatches("a1 a2");
    }

    @Test
    void aStuckBatchKeepsItsKeysUntilItsStageEnds() {
        b.policy = b.policy.withAttemptTimeout(Duration.ofSeconds(3)).withPartialInFlight(2);
        b.retry = b.retry.withIdempotent(true);
        AsyncBatcher<String, String> batcher = build();
        save(batcher, "a1 a2");
        b.writer.assertBatches("a1");
        b.advance(5_000);
        b.writer.assertNothing();
        b.writer.saved(); // too late: a1 is sent again
        b.advance(5_000);
        b.writer.assertBatches("a1 a2");
        assertEquals(1, batcher.stats().late());
    }

    @Test
    void aKeyHasABoundOfItsOwn() {
        keys = keys.withMaxPendingPerKey(2);
        AsyncBatcher<String, String> batcher = build();
        save(batcher, "a1 a2");
        assertNull(batcher.trySave("a3"));
        assertNotNull(batcher.trySave("b1"));
        CompletableFuture<CompletableFuture<String>> a3 =
                batcher.saveAsync("a3").toCompletableFuture();
        assertFalse(a3.isDone());
        assertNotNull(batcher.trySave("c1"), "a key without room holds up only its own");
        b.writer.saved();
        assertTrue(a3.isDone());
    }

    @Test
    void itemsBehindAFailedOneGoOn() {
        AsyncBatcher<String, String> batcher = build();
        CompletableFuture<String> a1 = save(batcher, "a1");
        CompletableFuture<String> a2 = save(batcher, "a2");
        b.writer.answer(BatchResult.<String>each().reject(0, broken).result());
        assertEnded(Outcome.REJECTED, a1);
        b.writer.saved();
        assertNull(a2.join());
    }

    @Test
    void orFailWithItAndLaterOnesAreANewBeginning() {
        keys = keys.withFailFollowing(true);
        AsyncBatcher<String, String> batcher = build();
        CompletableFuture<String> a1 = save(batcher, "a1");
        CompletableFuture<String> a2 = save(batcher, "a2");
        CompletableFuture<String> b1 = save(batcher, "b1");
        b.writer.answer(BatchResult.<String>each().reject(0, broken).result());
        assertEnded(Outcome.REJECTED, a1);
        assertEquals(0, assertEnded(Outcome.FAILED, a2).attempts());
        CompletableFuture<String> a3 = save(batcher, "a3");
        b.writer.saveAll();
        assertNull(b1.join());
        assertNull(a3.join());
    }

    @Test
    void halvesOfABatchKeepTheOrderOfTheirKeys() {
        b.policy = b.policy.withMaxItems(4).withMaxDelay(Duration.ofMillis(1)).withMaxInFlight(4);
        AsyncBatcher<String, String> batcher = build();
        save(batcher, "a1 b1 a2 a3");
        b.writer.assertBatches("a1 a2 a3 b1");
        save(batcher, "a4 a5 a6 a7 c1");
        b.writer.answer(BatchResult.poisoned(broken));
        b.advance(1);
        b.writer.assertBatches("a1 a2", "c1");
        b.writer.answer(1, BatchResult.retry(broken)); // the rest of the halves goes back with it
        b.writer.answer(2, BatchResult.saved());
        b.advance(60);
        b.writer.assertBatches("a1 a2 a3 a4", "b1");
    }

    @Test
    void itemsWithoutAKeyAreFree() {
        AsyncBatcher<String, String> batcher = b.builder()
                .key(item -> item.startsWith("-") ? null : item.charAt(0))
                .build();
        save(batcher, "a1 -1 -2 a2 -3");
        b.writer.assertBatches("a1", "-1 -2 -3");
    }

    @Test
    void nothingIsKeptOfKeysThatAreDone() {
        AsyncBatcher<String, String> batcher = build();
        for (char c = 'a'; c <= 'z'; c++) {
            save(batcher, c + "1");
            b.writer.saveAll();
        }
        assertEquals(26, batcher.stats().totals().saved());
        assertEquals(0, batcher.stats().inFlight());
    }
}
