package io.overlap.batcher.jdbc;

import io.overlap.batcher.BatchResult;
import io.overlap.batcher.ItemResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The items of a batch that are still to be saved, in the order they go to the database. */
final class Rows<T> {
    private final List<T> items;
    private int[] order; // indexes of items
    private final BitSet rejected = new BitSet(); // of order, until they are taken out
    private @Nullable List<ItemResult<Void>> results; // only once an item was rejected

    Rows(List<T> items, @Nullable Comparator<? super T> comparator) {
        this.items = items;
        IntStream indexes = IntStream.range(0, items.size());
        order = comparator == null
                ? indexes.toArray()
                : indexes.boxed()
                        .sorted((a, b) -> comparator.compare(items.get(a), items.get(b)))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    int size() {
        return order.length;
    }

    T get(int row) {
        return items.get(order[row]);
    }

    /** Marks a row that can never be saved. */
    void reject(int row, Throwable cause) {
        results().set(order[row], ItemResult.reject(cause));
        rejected.set(row);
    }

    /** The rows that are left are counted anew. */
    void takeOutRejected() {
        order = IntStream.range(0, order.length)
                .filter(row -> !rejected.get(row))
                .map(row -> order[row])
                .toArray();
        rejected.clear();
    }

    BatchResult<Void> saved() {
        return results == null ? BatchResult.saved() : BatchResult.each(results);
    }

    /** Each row that is left gets this answer; none of them is saved. */
    BatchResult<Void> each(ItemResult<Void> answer) {
        List<ItemResult<Void>> all = results();
        for (int index : order) {
            all.set(index, answer);
        }
        return BatchResult.each(all);
    }

    /** With each item that is not rejected as saved. */
    private List<ItemResult<Void>> results() {
        if (results == null) {
            results = new ArrayList<>(Collections.nCopies(items.size(), ItemResult.<Void>saved()));
        }
        return results;
    }
}
