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
     * PostgreSQL's own record of transactions (version 13 or newer): needs no table, survives a crash of the server, costs a round
     * trip a batch. After a failover to a replica that lags it may not know the transaction.
     */
    static CommitMarker postgres() {
        return PostgresMarker.INSTANCE;
    }
}
