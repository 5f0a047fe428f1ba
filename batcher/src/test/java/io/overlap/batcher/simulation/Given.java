package io.overlap.batcher.simulation;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A batch that the writer was given, until its stage ends. */
final class Given {
    final int number;
    final Batch<Item> batch;
    final long overNanos; // when its attempt's time is over
    final CompletableFuture<@Nullable BatchResult<Integer>> stage;

    @Nullable
    Answer answer;

    boolean never; // before the batcher's end
    boolean late;
    boolean ended;
    int cancelled; // so often its hook ran

    Given(int number, Batch<Item> batch, long overNanos, CompletableFuture<@Nullable BatchResult<Integer>> stage) {
        this.number = number;
        this.batch = batch;
        this.overNanos = overNanos;
        this.stage = stage;
    }
}
