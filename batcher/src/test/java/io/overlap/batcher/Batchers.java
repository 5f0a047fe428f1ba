package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A batcher whose time stands still and whose callbacks run at once, and what its tests ask. */
final class Batchers {
    final ManualClock time = new ManualClock();
    final RecordingWriter writer = new RecordingWriter();
    BatchPolicy policy = BatchPolicy.DEFAULT.withMaxItems(3).withMaxInFlight(2);
    RetryPolicy retry = RetryPolicy.DEFAULT;

    AsyncBatcher.Builder<String, String> builder() {
        return AsyncBatcher.async(writer)
                .policy(policy)
                .retry(retry)
                .clock(time)
                .seed(1)
                .callbacks(Runnable::run);
    }

    AsyncBatcher<String, String> build() {
        return builder().build();
    }

    void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    /** Saves items given with blanks between; returns the last one's future. */
    static CompletableFuture<String> save(AsyncBatcher<String, String> batcher, String items) {
        CompletableFuture<String> last = null;
        for (String item : items.split(" ", -1)) {
            last = batcher.trySave(item);
            assertTrue(last != null, () -> "no room for " + item);
        }
        return Objects.requireNonNull(last);
    }

    static SaveException assertEnded(Outcome expected, CompletableFuture<?> future) {
        assertTrue(future.isDone(), "has not ended");
        CompletionException thrown = assertThrows(CompletionException.class, future::join);
        SaveException why = (SaveException) Objects.requireNonNull(thrown.getCause());
        assertEquals(expected, why.outcome());
        return why;
    }

    static void assertAddsUp(AsyncBatcher<?, ?> batcher) {
        assertTrue(batcher.stats().totals().addUp(), () -> batcher.stats().toString());
    }
}
