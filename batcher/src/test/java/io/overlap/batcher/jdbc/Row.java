package io.overlap.batcher.jdbc;

import org.jspecify.annotations.Nullable;

/** One of a table {@code rows(id bigint, name text)}. */
record Row(long id, @Nullable String name) {
    static void bind(Columns columns, Row row) {
        columns.add(row.id).add(row.name);
    }
}
