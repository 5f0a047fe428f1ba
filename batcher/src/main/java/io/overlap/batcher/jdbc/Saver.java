package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Gives a batch's rows to the database. */
interface Saver<T> {
    /**
     * Sends all rows; after false or an exception none of them may stay.
     *
     * @param ending called where the last is sent: without a transaction around it, the rows may be saved from then on
     * @return false if some rows could not be made: they are rejected
     */
    boolean save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard, Runnable ending)
            throws SQLException;

    /** Whether it is one statement, in doubt only from its {@code ending} on: then it needs no transaction around it. */
    default boolean isTransaction() {
        return false;
    }
}
