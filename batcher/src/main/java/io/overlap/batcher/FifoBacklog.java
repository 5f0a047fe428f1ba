package io.overlap.batcher;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One line for all items; those that are sent again go to its head when their time has come. */
final class FifoBacklog<T, R> extends Backlog<T, R> {
    private record Group<T, R>(long readyAt, EntryList<T, R> entries) {}

    private final EntryList<T, R> ready = new EntryList<>();
    private final PriorityQueue<Group<T, R>> asleep = new PriorityQueue<>((a, b) -> Long.signum(a.readyAt - b.readyAt));

    @Override
    void add(Entry<T, R> entry) {
        ready.addLast(entry);
    }

    @Override
    void putBack(List<Entry<T, R>> entries, long[] readyAt, long nowNanos) {
        int end = entries.size();
        while (end > 0) {
            int begin = end - 1;
            while (begin > 0 && readyAt[begin - 1] == readyAt[end - 1]) {
                begin--;
            }
            putBackGroup(entries.subList(begin, end), readyAt[begin], nowNanos);
            end = begin;
        }
    }

    private void putBackGroup(List<Entry<T, R>> entries, long readyAt, long nowNanos) {
        EntryList<T, R> list = ready;
        if (readyAt - nowNanos > 0) {
            list = new EntryList<>();
            asleep.add(new Group<>(readyAt, list));
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            list.addFirst(entries.get(i));
        }
    }

    @Override
    void remove(Entry<T, R> entry) {
        if (entry.list != null) {
            entry.list.remove(entry);
        }
    }

    @Override
    void wake(long nowNanos) {
        for (Group<T, R> group = asleep.peek(); group != null && group.readyAt - nowNanos <= 0; group = asleep.peek()) {
            asleep.remove();
            for (Entry<T, R> last = group.entries.last(); last != null; last = group.entries.last()) {
                group.entries.remove(last);
                ready.addFirst(last);
            }
        }
    }

    @Override
    long nextWakeNanos(long nowNanos) {
        Group<T, R> next = asleep.peek();
        return next == null ? NEVER : Math.max(0, next.readyAt - nowNanos);
    }

    @Override
    int items() {
        return ready.size;
    }

    @Override
    long bytes() {
        return ready.bytes;
    }

    @Override
    @Nullable
    Entry<T, R> oldest() {
        return ready.first;
    }

    @Override
    Entry<T, R>[] take(int maxItems, int maxBytes) {
        Entry<T, R>[] batch = array(Math.min(maxItems, ready.size));
        long bytes = 0;
        int count = 0;
        for (Entry<T, R> entry = ready.first; entry != null && count < batch.length; entry = ready.first) {
            bytes += entry.bytes;
            if (count > 0 && bytes > maxBytes) {
                break;
            }
            ready.remove(entry);
            batch[count++] = entry;
        }
        return count == batch.length ? batch : Arrays.copyOf(batch, count);
    }

    @Override
    void forEach(Consumer<Entry<T, R>> action) {
        ready.forEach(action);
        asleep.forEach(group -> group.entries.forEach(action));
    }
}
