package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class SqlFailureTest {
    @ParameterizedTest
    @CsvSource({
        "40001, CONFLICT",
        "40P01, CONFLICT",
        "22001, POISONED",
        "22021, POISONED",
        "23505, POISONED",
        "23502, POISONED",
        "21000, POISONED",
        "P0001, POISONED",
        "08006, AWAY",
        "08001, AWAY",
        "57P01, AWAY",
        "57P03, AWAY",
        "57014, AWAY",
        "55P03, AWAY",
        "53300, AWAY",
        "25006, AWAY",
        "54000, TOO_LARGE",
        "53100, REFUSED",
        "28P01, REFUSED",
        "28000, REFUSED",
        "3D000, REFUSED",
        "42P01, REFUSED",
        "42501, REFUSED",
        "XX000, OTHER",
        "F0000, OTHER",
        "25P03, AWAY",
        "25P04, AWAY",
        "25P02, OTHER",
        "53000, AWAY",
        "53200, AWAY",
        "57P05, AWAY",
        "58030, REFUSED",
        "58P01, REFUSED",
        "P0004, POISONED"
    })
    void isTakenFromTheState(String state, SqlFailure expected) {
        assertEquals(expected, SqlFailure.of(new SQLException("x", state)));
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_BUSY, AWAY",
        "SQLITE_BUSY_SNAPSHOT, AWAY",
        "SQLITE_NOMEM, AWAY",
        "SQLITE_CONSTRAINT_PRIMARYKEY, POISONED",
        "SQLITE_CONSTRAINT_NOTNULL, POISONED",
        "SQLITE_TOOBIG, POISONED",
        "SQLITE_FULL, REFUSED",
        "SQLITE_READONLY, REFUSED",
        "SQLITE_CANTOPEN_ISDIR, REFUSED",
        "SQLITE_ERROR, REFUSED",
        "SQLITE_RANGE, OTHER"
    })
    void isTakenFromSqlitesCode(SQLiteErrorCode code, SqlFailure expected) {
        assertEquals(expected, SqlFailure.of(new SQLiteException("x", code)));
    }

    @Test
    void isFoundInABatchsOrAPoolsChain() {
        BatchUpdateException batch = new BatchUpdateException("batch", null, new int[0]);
        batch.setNextException(new SQLException("duplicate", "23505"));
        assertEquals(SqlFailure.POISONED, SqlFailure.of(batch));
        SQLException pool = new SQLTransientConnectionException("not available, timed out after 1000 ms");
        assertEquals(SqlFailure.AWAY, SqlFailure.of(pool));
        pool.initCause(new SQLException("password", "28P01"));
        assertEquals(SqlFailure.REFUSED, SqlFailure.of(pool));
    }

    @Test
    void isTakenFromTheClassWhereThereIsNoState() {
        assertEquals(SqlFailure.POISONED, SqlFailure.of(new SQLIntegrityConstraintViolationException("x")));
        assertEquals(SqlFailure.OTHER, SqlFailure.of(new SQLException("x")));
        assertEquals(SqlFailure.AWAY, SqlFailure.of(new SQLException("x", new EOFException())));
    }

    @Test
    void knowsWhenNobodyHeardTheEnd() {
        assertTrue(SqlFailure.isLost(new SQLException("x", "08006")));
        assertTrue(SqlFailure.isLost(new SQLException("x", "57P02")));
        assertTrue(SqlFailure.isLost(new SQLException("x", "25P03")));
        assertTrue(SqlFailure.isLost(new SQLException("x", "XX000", new EOFException())));
        assertTrue(SqlFailure.isLost(new SQLiteException("x", SQLiteErrorCode.SQLITE_IOERR_FSYNC)));
        assertFalse(SqlFailure.isLost(new SQLException("x", "40001")));
        assertFalse(SqlFailure.isLost(new SQLException("x", "57014")));
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, check user and password",
        "3D000, check the database's name",
        "42P01, 'check the table, its columns and the user''s rights'",
        "53100, 'free space, or raise the limit'",
        "58030, 'look into the database''s own log: its disk or files are in trouble'"
    })
    void tellsWhatHelps(String state, String remedy) {
        assertEquals(remedy + "; nothing of this batch was saved", SqlFailure.remedy(new SQLException("x", state)));
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_ERROR, check the table and its columns",
        "SQLITE_FULL, 'free space, or raise the limit'",
        "SQLITE_READONLY_DBMOVED, 'check the file, its folder, and the rights to both'"
    })
    void tellsWhatHelpsWithSqlite(SQLiteErrorCode code, String remedy) {
        assertEquals(remedy + "; nothing of this batch was saved", SqlFailure.remedy(new SQLiteException("x", code)));
    }

    @Test
    void endsInACircle() {
        SQLException a = new SQLException("a");
        SQLException b = new SQLException("b", a);
        a.initCause(b);
        assertEquals(SqlFailure.OTHER, SqlFailure.of(a));
    }
}
