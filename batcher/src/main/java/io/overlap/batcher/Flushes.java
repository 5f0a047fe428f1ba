package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which flush waits for which items: barriers between epochs, over in their order. Owned by the engine's lock. */
final class Flushes {
    private final ArrayDeque<Epoch> closed = new ArrayDeque<>();
    private Epoch current = new Epoch();

    /** The epoch of an item that arrives now. */
    Epoch arrived() {
        current.open++;
        return current;
    }

    /** All that arrived so far is to end before the flush does. */
    void mark(Entry<?, ?> mark) {
        CompletableFuture<Totals> flush = Objects.requireNonNull(Objects.requireNonNull(mark.epoch).flush);
        Epoch last = closed.peekLast();
        if (current.open == 0 && last != null && last.flush != null) {
            last.flush.thenAccept(flush::complete); // nothing came between
            return;
        }
        current.flush = flush;
        closed.add(current);
        current = new Epoch();
    }

    /** The flushes that are over now. */
    List<CompletableFuture<Totals>> over() {
        Epoch first = closed.peek();
        if (first == null || first.open > 0) {
            return List.of();
        }
        List<CompletableFuture<Totals>> over = new ArrayList<>();
        for (; first != null && first.open == 0; first = closed.peek()) {
            @Nullable CompletableFuture<Totals> flush = closed.remove().flush;
            if (flush != null) {
                over.add(flush);
            }
        }
        return over;
    }
}
