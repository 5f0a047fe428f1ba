package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real time: what must not happen is a hang. */
class ReentryTest {
    private final BatchWriter<String, String> atOnce = batch -> CompletableFuture.completedFuture(BatchResult.saved());

    private AsyncBatcher.Builder<String, String> builder(BatchWriter<String, String> writer, boolean inline) {
        Executor callbacks = Runnable::run;
        AsyncBatcher.Builder<String, String> builder = AsyncBatcher.async(writer)
                .policy(BatchPolicy.DEFAULT.withMaxItems(1).withMaxInFlight(1).withMaxPendingItems(1));
        return inline ? builder.callbacks(callbacks) : builder;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSaveThatWouldWaitInACallbackIsRefused(boolean inline) throws Exception {
        CompletableFuture<BatchResult<String>> answer = new CompletableFuture<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<AsyncBatcher<String, String>> self = new AtomicReference<>();
        try (AsyncBatcher<String, String> batcher =
                builder(batch -> answer, inline).build()) {
            self.set(batcher);
            CompletableFuture<Void> after = batcher.save("a").handle((value, failure) -> {
                self.get().trySave("b");
                try {
                    self.get().save("c");
                } catch (InterruptedException | RuntimeException e) {
                    thrown.set(e);
                }
                return null;
            });
            answer.complete(BatchResult.saved());
            after.get(10, TimeUnit.SECONDS);
        }
        // c waits for b, and b's answer is there at once: with threads to spare it may have found room
        if (inline) {
            assertInstanceOf(WouldDeadlockException.class, thrown.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savesFromContinuationsGoOnForever(boolean inline) throws Exception {
        AtomicInteger left = new AtomicInteger(20_000);
        CompletableFuture<String> done = new CompletableFuture<>();
        BatchWriter<String, String> elsewhere = batch -> CompletableFuture.supplyAsync(BatchResult::saved);
        AsyncBatcher<String, String> batcher = builder(elsewhere, inline).build();
        class Chain implements Runnable {
            @Override
            public void run() {
                if (left.decrementAndGet() == 0) {
                    done.complete("done");
                } else {
                    batcher.saveAsync("x").thenCompose(saved -> saved).thenRun(this);
                }
            }
        }
        new Chain().run();
        assertEquals("done", done.get(30, TimeUnit.SECONDS));
        batcher.close();
        assertTrue(batcher.stats().totals().saved() >= 19_999);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeFromACallbackReturns(boolean inline) throws Exception {
        AsyncBatcher<String, String> batcher = AsyncBatcher.async(atOnce)
                .policy(BatchPolicy.DEFAULT.withMaxDelay(Duration.ofMillis(20)))
                .callbacks(inline ? Runnable::run : ForkJoinPool.commonPool())
                .build();
        CompletableFuture<CloseReport<String>> report =
                batcher.save("a").thenApply(value -> batcher.close(Duration.ofSeconds(5)));
        assertTrue(report.get(20, TimeUnit.SECONDS).drained());
    }

    @Test
    void closeFromTheWritersCompletionReturnsInTime() throws Exception {
        AtomicReference<AsyncBatcher<String, String>> self = new AtomicReference<>();
        CompletableFuture<CloseReport<String>> report = new CompletableFuture<>();
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>async(batch -> {
                    report.complete(self.get().close(Duration.ofMillis(50)));
                    return CompletableFuture.completedFuture(BatchResult.saved());
                })
                .policy(BatchPolicy.DEFAULT.withMaxDelay(Duration.ofMillis(20)))
                .build();
        self.set(batcher);
        CompletableFuture<String> a = batcher.save("a");
        assertEquals(1, report.get(20, TimeUnit.SECONDS).totals().unknown());
        assertThrows(ExecutionException.class, () -> a.get(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flushFromAContinuationEnds(boolean inline) throws Exception {
        AsyncBatcher<String, String> batcher = builder(atOnce, inline).build();
        Totals totals = batcher.save("a").thenCompose(value -> batcher.flush()).get(20, TimeUnit.SECONDS);
        assertEquals(1, totals.saved());
        batcher.close();
    }

    @Test
    void aContinuationThatThrowsHurtsNobody() throws Exception {
        AsyncBatcher<String, String> batcher = AsyncBatcher.async(atOnce)
                .policy(BatchPolicy.DEFAULT.withMaxDelay(Duration.ofMillis(20)))
                .build();
        batcher.save("a").thenRun(() -> {
            throw new AssertionError("user's");
        });
        assertNull(batcher.save("b").get(10, TimeUnit.SECONDS));
        batcher.close();
    }
}
