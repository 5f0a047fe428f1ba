package io.overlap.batcher;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Items that arrived between two flushes. Owned by the engine's lock. */
final class Epoch {
    long open; // of its items, how many have not ended

    @Nullable
    CompletableFuture<Totals> flush; // of the flush that closed it

    boolean isClosed() {
        return flush != null;
    }
}
