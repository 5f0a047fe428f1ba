package io.overlap.batcher.jdbc;

/**
 * Gives the columns of one item's row, in the order they were named. Called by the writer's threads, and again if the row is sent
 * again. If it throws, that item is rejected, and no other.
 */
@FunctionalInterface
public interface RowBinder<T> {
    void bind(Columns columns, T item);
}
