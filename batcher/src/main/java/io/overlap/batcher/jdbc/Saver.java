package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Gives a batch's rows to the database. */
interface Saver<T> {
    /**
     * All rows, or an exception; then nothing of them stays.
     *
     * @param ending called where the last is sent: without a transaction around it, the rows may be saved from then on
     * @throws UnbindableException if a row could not be made
     */
    void save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard, Runnable ending)
            throws SQLException, UnbindableException;

    /** Whether it is one statement, in doubt only from its {@code ending} on: then it needs no transaction around it. */
    default boolean isTransaction() {
        return false;
    }
}
