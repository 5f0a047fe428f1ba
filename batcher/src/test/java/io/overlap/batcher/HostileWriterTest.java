package io.overlap.batcher;

import static io.overlap.batcher.Batchers.assertAddsUp;
import static io.overlap.batcher.Batchers.assertEnded;
import static io.overlap.batcher.Batchers.save;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class HostileWriterTest {
    private final Batchers b = new Batchers();

    /** What becomes of three items whose writer does this. */
    private void assertAll(Outcome expected, BatchWriter<String, String> writer) {
        AsyncBatcher<String, String> batcher = AsyncBatcher.async(writer)
                .policy(BatchPolicy.DEFAULT.withMaxItems(3).withMaxDelay(Duration.ofSeconds(1)))
                .clock(b.time)
                .callbacks(Runnable::run)
                .build();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (String item : List.of("a", "b", "c")) {
            all.add(save(batcher, item));
        }
        for (CompletableFuture<String> future : all) {
            assertEnded(expected, future);
        }
        assertAddsUp(batcher);
        assertEquals(0, batcher.stats().inFlight());
        assertEquals(0, batcher.stats().pendingBytes());
        batcher.close();
    }

    private static CompletableFuture<BatchResult<String>> answer(BatchResult<String> result) {
        return CompletableFuture.completedFuture(result);
    }

    @Test
    void throwsAnException() {
        assertAll(Outcome.FAILED, batch -> {
            throw new IOException("broken");
        });
    }

    @Test
    void throwsAnError() {
        assertAll(Outcome.FAILED, batch -> {
            throw new StackOverflowError();
        });
    }

    @Test
    void failsItsStage() {
        assertAll(Outcome.FAILED, batch -> CompletableFuture.failedFuture(new OutOfMemoryError("not really")));
    }

    @Test
    @SuppressWarnings("NullAway") // that is the hostility
    void answersNull() {
        assertAll(Outcome.UNKNOWN, batch -> null);
        assertAll(Outcome.UNKNOWN, batch -> CompletableFuture.completedFuture(null));
    }

    @Test
    void answersTooFewOrTooMany() {
        assertAll(Outcome.UNKNOWN, batch -> answer(BatchResult.saved(List.of("a", "b"))));
        assertAll(Outcome.UNKNOWN, batch -> answer(BatchResult.saved(List.of("a", "b", "c", "d"))));
        assertAll(Outcome.UNKNOWN, batch -> answer(BatchResult.<String>each().result()));
        assertAll(
                Outcome.UNKNOWN,
                batch -> answer(BatchResult.<String>each()
                        .saved(0)
                        .saved(1)
                        .saved(2)
                        .saved(3)
                        .result()));
        assertAll(
                Outcome.UNKNOWN,
                batch -> answer(BatchResult.<String>each().saved(-1).result()));
    }

    @Test
    void answersAnIndexTwice() {
        AsyncBatcher<String, String> batcher = b.build();
        CompletableFuture<String> a = save(batcher, "a");
        b.writer.answer(BatchResult.<String>each()
                .saved(0)
                .reject(0, new IOException("or not"))
                .result());
        assertEnded(Outcome.UNKNOWN, a);
    }

    @Test
    void leavesOneOut() {
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a");
        CompletableFuture<String> told = save(batcher, "b");
        CompletableFuture<String> leftOut = save(batcher, "c");
        b.writer.saved();
        b.writer.answer(BatchResult.<String>each().saved(0, "B").result());
        assertEquals("B", told.join());
        assertEnded(Outcome.UNKNOWN, leftOut);
        assertEquals(1, batcher.stats().misfits());
    }

    /** A stage that tells whoever listens twice. */
    private static final class Twice extends CompletableFuture<BatchResult<String>> {
        @Override
        public CompletableFuture<BatchResult<String>> whenComplete(
                BiConsumer<? super BatchResult<String>, ? super Throwable> action) {
            action.accept(BatchResult.saved(), null);
            action.accept(BatchResult.poisoned(new IOException("after all")), null);
            throw new IllegalStateException("and throws");
        }
    }

    @Test
    void completesTwiceAndThrows() {
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>async(batch -> new Twice())
                .clock(b.time)
                .callbacks(Runnable::run)
                .build();
        assertNull(save(batcher, "a").join());
        assertEquals(new Totals(1, 1, 0, 0, 0, 0, 0, 0, 0), batcher.stats().totals());
    }

    @Test
    void throwsFromItsHooksAndListenersAndRetryOn() {
        b.retry = b.retry.withRetryOn(thrown -> {
            throw new IllegalStateException("retryOn");
        });
        AsyncBatcher<String, String> batcher = b.builder()
                .listener(new BatchListener<String>() {
                    @Override
                    public void batchStarted(Batch<String> batch) {
                        batch.onCancel(() -> {
                            throw new IllegalStateException("hook");
                        });
                        throw new IllegalStateException("listener");
                    }
                })
                .build();
        CompletableFuture<String> a = save(batcher, "a");
        b.writer.fail(new IOException("broken"));
        assertEnded(Outcome.FAILED, a);
        CompletableFuture<String> stuck = save(batcher, "stuck");
        b.advance(30_000);
        assertEnded(Outcome.UNKNOWN, stuck);
    }

    @Test
    void anExecutorThatRefusesCostsNoItem() {
        int[] refusals = {3};
        AsyncBatcher<String, String> batcher = AsyncBatcher.<String, String>blocking(
                        batch -> BatchResult.saved(), task -> {
                            if (refusals[0]-- > 0) {
                                throw new RejectedExecutionException("full");
                            }
                            task.run();
                        })
                .clock(b.time)
                .callbacks(Runnable::run)
                .build();
        CompletableFuture<String> a = save(batcher, "a");
        assertTrue(batcher.stats().outage());
        b.advance(1_000);
        assertNull(a.join());
    }

    /** The set-up in which a well-known batcher hangs: a batch that could only leave when one more item came, which waits for room. */
    @Test
    void fullBeforeTheBatchIs() {
        b.policy = b.policy.withMaxItems(3).withMaxPendingItems(3).withMaxDelay(Duration.ofMinutes(1));
        AsyncBatcher<String, String> batcher = b.build();
        save(batcher, "a b c");
        assertTrue(!batcher.saveAsync("d").toCompletableFuture().isDone());
        b.writer.assertBatches("a b c");
    }
}
