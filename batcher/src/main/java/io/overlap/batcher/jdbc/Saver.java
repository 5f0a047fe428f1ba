package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Gives a batch's rows to the database, within a transaction that was begun. */
interface Saver<T> {
    /**
     * All rows, or an exception; then the transaction is rolled back.
     *
     * @throws UnbindableException if a row could not be made
     */
    void save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard)
            throws SQLException, UnbindableException;
}
