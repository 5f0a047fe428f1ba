package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a transaction was committed whose connection broke while it was committing. Without one the items of such a batch
 * are unknown.
 */
public interface CommitMarker {
    /** Marks the transaction that this connection is in, shortly before its commit. */
    String mark(Connection connection) throws SQLException;

    /** Whether the marked transaction was committed, asked on a new connection; null if it has not ended, then it is asked again. */
    @Nullable
    Boolean committed(Connection connection, String mark) throws SQLException;

    /**
     * A row for each connection in a table of PostgreSQL's, that is there already: {@code create table NAME (slot text primary key,
     * batch bigint not null, at timestamptz not null)}. Costs a round trip a batch. Rows of connections that have been gone
     * for a week are deleted.
     *
     * @throws IllegalArgumentException if it is no name of a table
     */
    static CommitMarker postgres(String table) {
        return new PostgresMarker(table);
    }
}
