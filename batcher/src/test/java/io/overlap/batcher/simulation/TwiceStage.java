package io.overlap.batcher.simulation;

import io.overlap.batcher.BatchResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A stage that tells whoever hangs on it twice, and not the same. */
final class TwiceStage extends CompletableFuture<@Nullable BatchResult<Integer>> {
    @Override
    public CompletableFuture<@Nullable BatchResult<Integer>> whenComplete(
            BiConsumer<? super @Nullable BatchResult<Integer>, ? super Throwable> action) {
        return super.whenComplete((result, thrown) -> {
            action.accept(result, thrown);
            action.accept(BatchResult.retry(new IllegalStateException("said twice")), null);
        });
    }
}
