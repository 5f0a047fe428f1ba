package io.overlap.batcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line for all items; those that are sent again go to its head when their time has come. The line is cut into chunks of a
 * batch's size as items come, by the saver that has them in its cache, so that a full batch leaves without a look at its items.
 */
final class FifoBacklog<T, R> extends Backlog<T, R> {
    private static final int FEW = 1_024;

    private final int chunkItems;
    private final int chunkBytes;
    private final ArrayDeque<Chunk<T, R>> ready = new ArrayDeque<>();
    private final PriorityQueue<Chunk<T, R>> asleep =
            new PriorityQueue<>((a, b) -> Long.signum(a.readyAtNanos - b.readyAtNanos));
    private int items;
    private long bytes;
    private int ended; // entries in ready that have ended

    FifoBacklog(int maxItems, int maxBytes) {
        this.chunkItems = maxItems;
        this.chunkBytes = maxBytes;
    }

    @Override
    void add(Entry<T, R> entry) {
        Chunk<T, R> last = ready.peekLast();
        if (last == null || last.isFull() || (last.live > 0 && last.bytes + entry.bytes > chunkBytes)) {
            last = new Chunk<>(chunkItems, 0);
            ready.add(last);
        }
        last.add(entry);
        items++;
        bytes += entry.bytes;
    }

    @Override
    void putBack(List<Entry<T, R>> entries, long[] readyAt, long nowNanos) {
        int end = entries.size();
        while (end > 0) {
            int begin = end - 1;
            while (begin > 0 && readyAt[begin - 1] == readyAt[end - 1]) {
                begin--;
            }
            Chunk<T, R> chunk = new Chunk<>(end - begin, readyAt[begin]);
            entries.subList(begin, end).forEach(chunk::add);
            if (chunk.readyAtNanos - nowNanos > 0) {
                asleep.add(chunk);
            } else {
                putFirst(chunk);
            }
            end = begin;
        }
    }

    private void putFirst(Chunk<T, R> chunk) {
        ready.addFirst(chunk);
        items += chunk.live;
        bytes += chunk.bytes;
        ended += chunk.to - chunk.from - chunk.live;
    }

    @Override
    void remove(Entry<T, R> entry) {
        Chunk<T, R> chunk = entry.chunk;
        if (chunk == null) {
            return;
        }
        chunk.left(entry);
        if (asleep.contains(chunk)) {
            if (chunk.live == 0) {
                asleep.remove(chunk);
            }
            return;
        }
        items--;
        bytes -= entry.bytes;
        if (++ended > FEW && ended > items) {
            compact();
        }
    }

    /** Drops what has ended, so that it does not add up behind an outage. */
    private void compact() {
        List<Chunk<T, R>> chunks = new ArrayList<>(ready);
        ready.clear();
        items = 0;
        bytes = 0;
        ended = 0;
        for (Chunk<T, R> chunk : chunks) {
            forEach(chunk, this::add);
        }
    }

    private static <T, R> void forEach(Chunk<T, R> chunk, Consumer<Entry<T, R>> action) {
        for (int i = chunk.from; i < chunk.to; i++) {
            if (chunk.entries[i].chunk == chunk) {
                action.accept(chunk.entries[i]);
            }
        }
    }

    @Override
    void wake(long nowNanos) {
        for (Chunk<T, R> chunk = asleep.peek();
                chunk != null && chunk.readyAtNanos - nowNanos <= 0;
                chunk = asleep.peek()) {
            putFirst(asleep.remove());
        }
    }

    @Override
    long nextWakeNanos(long nowNanos) {
        Chunk<T, R> next = asleep.peek();
        return next == null ? NEVER : Math.max(0, next.readyAtNanos - nowNanos);
    }

    @Override
    int items() {
        return items;
    }

    @Override
    long bytes() {
        return bytes;
    }

    @Override
    @Nullable
    Entry<T, R> oldest() {
        for (Chunk<T, R> first = ready.peek(); first != null; first = ready.peek()) {
            while (first.from < first.to && first.entries[first.from].chunk != first) {
                first.from++;
                ended--;
            }
            if (first.from < first.to) {
                return first.entries[first.from];
            }
            if (ready.size() == 1 && !first.isFull()) {
                return null; // kept for what comes
            }
            ready.remove();
        }
        return null;
    }

    @Override
    Entry<T, R>[] take(int maxItems, int maxBytes) {
        Chunk<T, R> first = ready.getFirst();
        boolean fits = first.live > 0 && first.live <= maxItems && first.bytes <= maxBytes;
        if (fits && first.isIntact() && isEnough(first, maxItems, maxBytes)) {
            ready.remove();
            items -= first.live;
            bytes -= first.bytes;
            return first.toArray();
        }
        return pick(maxItems, maxBytes);
    }

    /** Whether it leaves alone: what is left of a chunk should not cut all later ones in two. */
    private boolean isEnough(Chunk<T, R> first, int maxItems, int maxBytes) {
        return ready.size() == 1 || 2L * first.live >= maxItems || 2L * first.bytes >= maxBytes;
    }

    private Entry<T, R>[] pick(int maxItems, int maxBytes) {
        Entry<T, R>[] batch = array(Math.min(maxItems, items));
        long taken = 0;
        int count = 0;
        for (Entry<T, R> entry = oldest(); entry != null && count < batch.length; entry = oldest()) {
            taken += entry.bytes;
            if (count > 0 && taken > maxBytes) {
                break;
            }
            Chunk<T, R> first = ready.getFirst();
            first.left(entry);
            first.from++;
            items--;
            bytes -= entry.bytes;
            batch[count++] = entry;
        }
        Entry<T, R>[] picked = count == batch.length ? batch : Arrays.copyOf(batch, count);
        Arrays.sort(picked, (a, b) -> Integer.compare(a.order - b.order, 0)); // what came back may have come in another
        return picked;
    }

    @Override
    void forEach(Consumer<Entry<T, R>> action) {
        for (Chunk<T, R> chunk : List.copyOf(ready)) {
            forEach(chunk, action);
        }
        for (Chunk<T, R> chunk : List.copyOf(asleep)) {
            forEach(chunk, action);
        }
    }
}
