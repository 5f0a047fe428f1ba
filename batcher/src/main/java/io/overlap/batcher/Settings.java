package io.overlap.batcher;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What the builder collected. */
record Settings<T, R>(
        BatchWriter<T, R> writer,
        @Nullable Executor blocking,
        BatchPolicy policy,
        RetryPolicy retry,
        ToIntFunction<? super T> size,
        @Nullable Function<? super T, ? extends @Nullable Object> key,
        KeyPolicy keyPolicy,
        @Nullable BatchListener<T> listener,
        @Nullable Executor callbacks,
        @Nullable BatchClock clock,
        long seed) {}
