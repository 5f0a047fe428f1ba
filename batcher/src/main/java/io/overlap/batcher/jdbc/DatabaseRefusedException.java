package io.overlap.batcher.jdbc;

import java.sql.SQLException;

/** The database will save nothing until somebody mends something: its disk is full, it refuses the user, the table is missing. */
public final class DatabaseRefusedException extends SQLException {
    private static final long serialVersionUID = 1L;

    DatabaseRefusedException(String remedy, SQLException cause) {
        super(
                "the database refuses: " + SqlFailure.describe(cause) + ": " + remedy,
                cause.getSQLState(),
                cause.getErrorCode(),
                cause);
    }
}
