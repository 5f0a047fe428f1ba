package io.overlap.batcher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line for each key. A key is ready when something waits in its line, nothing holds it, and its time has come; the key with the
 * oldest item is first. A key stands in at most one of {@code ready} and {@code asleep}, and leaves it before its line changes.
 */
final class KeyedBacklog<T, R> extends Backlog<T, R> {
    private final KeyPolicy policy;
    private final Map<Object, Line<T, R>> lines = new LinkedHashMap<>();
    private final TreeSet<Line<T, R>> ready = new TreeSet<>(Line::compare); // by their oldest item
    private final TreeSet<Line<T, R>> asleep = new TreeSet<>(Line::compare); // by their time
    private long numbers;
    private long nowNanos; // of the last wake
    private int items;
    private long bytes;

    KeyedBacklog(KeyPolicy policy, long nowNanos) {
        this.policy = policy;
        this.nowNanos = nowNanos;
    }

    @Override
    boolean hasRoom(@Nullable Object key) {
        Line<T, R> line = key == null ? null : lines.get(key);
        return line == null || line.pending < policy.maxPendingPerKey();
    }

    @Override
    void accepted(Entry<T, R> entry, @Nullable Object key, long now) {
        Object known = key == null ? new Object() : key;
        Line<T, R> line = lines.computeIfAbsent(known, unknown -> new Line<>(unknown, numbers++, now));
        line.pending++;
        entry.line = line;
    }

    @Override
    void ended(Entry<T, R> entry) {
        Line<T, R> line = line(entry);
        line.pending--;
        forget(line);
    }

    private void forget(Line<T, R> line) {
        if (line.pending == 0 && line.held == 0) {
            lines.remove(line.key);
        }
    }

    @Override
    void add(Entry<T, R> entry) {
        Line<T, R> line = line(entry);
        leave(line);
        line.waiting.addLast(entry);
        line.waitingBytes += entry.bytes;
        stand(line);
    }

    @Override
    void putBack(List<Entry<T, R>> entries, long[] readyAt, long now) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Line<T, R> line = line(entries.get(i));
            leave(line);
            line.waiting.addFirst(entries.get(i));
            line.waitingBytes += entries.get(i).bytes;
            line.readyAtNanos = line.readyAtNanos - readyAt[i] > 0 ? line.readyAtNanos : readyAt[i];
            stand(line);
        }
    }

    @Override
    void remove(Entry<T, R> entry) {
        Line<T, R> line = line(entry);
        leave(line);
        if (line.waiting.remove(entry)) {
            line.waitingBytes -= entry.bytes;
        }
        stand(line);
    }

    @Override
    void hold(Entry<T, R> entry) {
        line(entry).held++;
    }

    @Override
    void release(Entry<T, R> entry) {
        Line<T, R> line = line(entry);
        line.held--;
        stand(line);
        forget(line);
    }

    @Override
    void wake(long now) {
        nowNanos = now;
        while (!asleep.isEmpty() && asleep.first().readyAtNanos - now <= 0) {
            Line<T, R> line = asleep.first();
            leave(line);
            stand(line);
        }
    }

    @Override
    long nextWakeNanos(long now) {
        return asleep.isEmpty() ? NEVER : Math.max(0, asleep.first().readyAtNanos - now);
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
        return ready.isEmpty() ? null : ready.first().waiting.peek();
    }

    @Override
    Entry<T, R>[] take(int maxItems, int maxBytes) {
        Entry<T, R>[] batch = array(Math.min(maxItems, items));
        long taken = 0;
        int count = 0;
        while (count < batch.length && !ready.isEmpty()) {
            Line<T, R> line = ready.first();
            Entry<T, R> entry = line.waiting.peek();
            if (entry == null || (count > 0 && taken + entry.bytes > maxBytes)) {
                break;
            }
            leave(line);
            do {
                line.waiting.remove();
                line.waitingBytes -= entry.bytes;
                line.held++;
                taken += entry.bytes;
                batch[count++] = entry;
                entry = line.waiting.peek();
            } while (policy.repeatsInBatch()
                    && entry != null
                    && count < batch.length
                    && taken + entry.bytes <= maxBytes);
        }
        return count == batch.length ? batch : Arrays.copyOf(batch, count);
    }

    @Override
    void forEach(Consumer<Entry<T, R>> action) {
        new ArrayList<>(lines.values())
                .forEach(line -> List.copyOf(line.waiting).forEach(action));
    }

    @Override
    List<Entry<T, R>> following(Entry<T, R> entry) {
        return List.copyOf(line(entry).waiting);
    }

    private void stand(Line<T, R> line) {
        Entry<T, R> first = line.waiting.peek();
        if (first == null || line.held > 0 || line.ready || line.asleep) {
            return;
        }
        if (line.readyAtNanos - nowNanos > 0) {
            line.rank = line.readyAtNanos;
            line.asleep = asleep.add(line);
            return;
        }
        line.rank = first.stampNanos;
        line.countedItems = policy.repeatsInBatch() ? line.waiting.size() : 1;
        line.countedBytes = policy.repeatsInBatch() ? line.waitingBytes : first.bytes;
        items += line.countedItems;
        bytes += line.countedBytes;
        line.ready = ready.add(line);
    }

    private void leave(Line<T, R> line) {
        if (line.asleep) {
            asleep.remove(line);
            line.asleep = false;
        } else if (line.ready) {
            ready.remove(line);
            line.ready = false;
            items -= line.countedItems;
            bytes -= line.countedBytes;
        }
    }

    private Line<T, R> line(Entry<T, R> entry) {
        return Objects.requireNonNull(entry.line, "an item without a line");
    }
}
