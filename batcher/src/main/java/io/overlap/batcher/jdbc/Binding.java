package io.overlap.batcher.jdbc;

import java.sql.SQLException;
import java.util.function.IntSupplier;

/** A binder and how many columns it owes. */
record Binding<T>(RowBinder<? super T> binder, int columns) {
    /** Not known, as with an SQL text. */
    static final int ANY = -1;

    /**
     * Binds one row; {@code count} tells how many columns were given so far.
     *
     * @return false if it cannot be made: it is rejected
     */
    boolean bind(Columns to, IntSupplier count, Rows<? extends T> rows, int row) throws SQLException {
        int before = count.getAsInt();
        try {
            binder.bind(to, rows.get(row));
        } catch (RuntimeException e) {
            if (e instanceof ParameterColumns.Refused refused && SqlFailure.isLost(refused.told)) {
                throw refused.told; // no fault of the row
            }
            rows.reject(row, e);
            return false;
        }
        int given = count.getAsInt() - before;
        if (columns != ANY && given != columns) {
            rows.reject(row, new IllegalStateException("the binder gave " + given + " columns instead of " + columns));
            return false;
        }
        return true;
    }
}
