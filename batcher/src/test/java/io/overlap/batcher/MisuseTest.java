package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MisuseTest {
    private final Batchers b = new Batchers();

    private static void assertRefused(Executable misuse, String... words) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, misuse).getMessage());
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the misuse
    void nullItem() {
        AsyncBatcher<String, String> batcher = b.build();
        assertThrows(NullPointerException.class, () -> batcher.save(null));
        assertThrows(NullPointerException.class, () -> batcher.trySave(null));
        assertThrows(NullPointerException.class, () -> batcher.saveAsync(null));
    }

    @Test
    void anItemLargerThanTheByteBoundIsRefusedWithItsSizeAndTheBound() {
        b.policy = b.policy.withMaxBytes(10);
        AsyncBatcher<String, String> batcher = b.builder().size(String::length).build();
        assertRefused(() -> batcher.save("12345678901"), "11", "10", "maxBytes");
        assertEquals(0, batcher.stats().totals().accepted());
    }

    @Test
    void policiesThatCouldDeadlockOrNeverSendNameTheTwoSettings() {
        BatchPolicy ok = BatchPolicy.DEFAULT;
        assertRefused(() -> ok.withMaxPendingItems(99), "maxPendingItems", "maxItems", "99", "100");
        assertRefused(() -> ok.withMaxPendingBytes(1 << 20), "maxPendingBytes", "maxBytes");
        assertRefused(() -> ok.withPartialInFlight(5), "partialInFlight", "maxInFlight");
        assertRefused(() -> ok.withMaxInFlight(0), "maxInFlight", "0");
        assertRefused(() -> ok.withPartialInFlight(0), "partialInFlight", "0");
        assertRefused(() -> ok.withAttemptTimeout(Duration.ZERO), "attemptTimeout");
        assertRefused(() -> ok.withMaxDelay(Duration.ofMillis(-1)), "maxDelay");
        RetryPolicy retry = RetryPolicy.DEFAULT;
        assertRefused(() -> retry.withItemDeadline(Duration.ofMillis(50)), "firstDelay", "itemDeadline");
        assertRefused(() -> retry.withBudget(0, 0), "budgetPerSecond");
        assertRefused(() -> retry.withBudget(Double.NaN, 1), "budgetRatio");
        b.policy = b.policy.withMaxDelay(Duration.ofMinutes(2));
        assertRefused(b::build, "maxDelay", "itemDeadline");
    }

    @Test
    void theFuturesAreTheBatchers() {
        CompletableFuture<String> a = Batchers.save(b.build(), "a");
        assertThrows(UnsupportedOperationException.class, () -> a.complete("x"));
        assertThrows(UnsupportedOperationException.class, () -> a.completeExceptionally(new IllegalStateException()));
        assertThrows(UnsupportedOperationException.class, () -> a.obtrudeValue("x"));
        assertThrows(UnsupportedOperationException.class, () -> a.obtrudeException(new IllegalStateException()));
        assertThrows(UnsupportedOperationException.class, () -> a.completeAsync(() -> "x"));
        CompletableFuture<String> copy = a.orTimeout(1, TimeUnit.NANOSECONDS);
        assertThrows(Exception.class, copy::join);
        assertTrue(!a.isDone());
        b.writer.saved();
        a.join();
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertRefused(() -> b.builder().size(item -> -1).build().save("a"), "-1");
    }
}
