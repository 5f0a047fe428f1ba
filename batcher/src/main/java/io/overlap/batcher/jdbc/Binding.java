package io.overlap.batcher.jdbc;

import java.util.function.IntSupplier;

/** A binder and how many columns it owes. */
record Binding<T>(RowBinder<? super T> binder, int columns) {
    /** Not known, as with an SQL text. */
    static final int ANY = -1;

    /** Binds one row; {@code count} tells how many columns were given so far. */
    void bind(Columns to, IntSupplier count, Rows<? extends T> rows, int row) throws UnbindableException {
        int before = count.getAsInt();
        try {
            binder.bind(to, rows.get(row));
        } catch (RuntimeException e) {
            throw new UnbindableException(row, e);
        }
        int given = count.getAsInt() - before;
        if (columns != ANY && given != columns) {
            throw new UnbindableException(
                    row, new IllegalStateException("the binder gave " + given + " columns instead of " + columns));
        }
    }
}
