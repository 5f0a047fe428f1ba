package io.overlap.batcher;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A save that waits for room. Owned by the engine's lock, but for {@code accepted}. */
final class Waiter<T, R> {
    final Entry<T, R> entry;
    final @Nullable Object key;
    final long deadlineNanos;
    final CompletableFuture<CompletableFuture<R>> accepted = new CompletableFuture<>();
    final boolean async;
    boolean inLine; // it had to wait
    boolean settled;

    @Nullable
    RuntimeException refusal; // if it is settled without being accepted

    Waiter(Entry<T, R> entry, @Nullable Object key, long deadlineNanos, boolean async) {
        this.entry = entry;
        this.key = key;
        this.deadlineNanos = deadlineNanos;
        this.async = async;
    }

    /** Tells whoever waits; outside the lock. */
    void tell() {
        RuntimeException why = refusal;
        if (why == null) {
            accepted.complete(entry);
        } else {
            accepted.completeExceptionally(why);
        }
    }
}
