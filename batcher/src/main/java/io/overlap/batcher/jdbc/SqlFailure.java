package io.overlap.batcher.jdbc;

import java.io.IOException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link SQLException} says about a batch that was rolled back. By SQLSTATE (ISO 9075; PostgreSQL, "Error Codes"), by
 * SQLite's result code, else by the exception's class.
 */
public enum SqlFailure {
    /** The database is away, starting, or too slow: all batches wait until one gets through. */
    AWAY,
    /** This transaction lost against another (deadlock, serialization): its items are sent again. */
    CONFLICT,
    /** Some row is bad: halved until it stands alone, then rejected. */
    POISONED,
    /** More than one statement can hold: halved. */
    TOO_LARGE,
    /** Nothing can be saved until somebody mends something (full disk, login, missing table): failed, with a clear report. */
    REFUSED,
    /** Anything else: failed. */
    OTHER;

    private static final int DEEPEST = 16;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;

    public static SqlFailure of(SQLException thrown) {
        SQLException exception = telling(thrown);
        if (isSqlite(exception)) {
            return ofSqlite(exception.getErrorCode() & 0xff);
        }
        String state = exception.getSQLState();
        SqlFailure byState = state == null || state.length() != 5 ? OTHER : ofState(state);
        return byState == OTHER ? ofClass(thrown) : byState;
    }

    /** Whether the connection is gone, so that nobody heard the end of what was asked. */
    static boolean isLost(SQLException thrown) {
        SQLException exception = telling(thrown);
        if (isSqlite(exception)) {
            return (exception.getErrorCode() & 0xff) == SQLITE_IOERR;
        }
        String state = exception.getSQLState();
        if (state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("40003"))) {
            return true;
        }
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLTransientConnectionException) {
                return true;
            }
        }
        return false;
    }

    /** State and message of the exception that has a state: {@code 23505: duplicate key ...}. */
    static String describe(SQLException thrown) {
        SQLException exception = telling(thrown);
        String state = exception.getSQLState();
        String code = state != null ? state : "code " + exception.getErrorCode();
        return code + ": " + exception.getMessage();
    }

    /** What the user can do about a refusal. */
    static String remedy(SQLException thrown) {
        SQLException exception = telling(thrown);
        String state = exception.getSQLState();
        if (isSqlite(exception) ? (exception.getErrorCode() & 0xff) == SQLITE_FULL : "53100".equals(state)) {
            return "free space, or raise the limit; nothing of this batch was saved";
        }
        if (state != null && state.startsWith("28")) {
            return "check user and password; nothing of this batch was saved";
        }
        return "check the table, its columns and the user's rights; nothing of this batch was saved";
    }

    private static SqlFailure ofState(String state) {
        return switch (state) {
            case "21000", "44000", "P0001" -> POISONED;
            case "25006", "53200", "53300", "53400", "55P03", "57014" -> AWAY;
            case "53100", "58030" -> REFUSED;
            default ->
                switch (state.substring(0, 2)) {
                    case "08", "57" -> AWAY;
                    case "40" -> CONFLICT;
                    case "22", "23" -> POISONED;
                    case "54" -> TOO_LARGE;
                    case "28", "3D", "3F", "42" -> REFUSED;
                    default -> OTHER;
                };
        };
    }

    /** Primary result codes of sqlite.org/rescode.html. */
    private static SqlFailure ofSqlite(int code) {
        return switch (code) {
            case 5, 6, 9, 15, 17 -> AWAY; // busy, locked, interrupted, lock protocol, schema changed
            case 18, 19, 20 -> POISONED; // too big, constraint, mismatch
            case 1, 3, 8, 10, 11, 13, 14, 23, 26 ->
                REFUSED; // SQL, rights, read-only, I/O, corrupt, full, cannot open, no database
            default -> OTHER;
        };
    }

    private static SqlFailure ofClass(SQLException thrown) {
        if (thrown instanceof SQLDataException || thrown instanceof SQLIntegrityConstraintViolationException) {
            return POISONED;
        }
        if (thrown instanceof SQLTransactionRollbackException) {
            return CONFLICT;
        }
        return thrown instanceof SQLTimeoutException || isLost(thrown) ? AWAY : OTHER;
    }

    private static boolean isSqlite(SQLException exception) {
        return exception.getClass().getName().startsWith("org.sqlite.");
    }

    /** The first in the chain that a database signed: a batch's or a pool's exception wraps it. */
    private static SQLException telling(SQLException thrown) {
        SQLException found = signed(thrown);
        return found == null ? thrown : found;
    }

    private static @Nullable SQLException signed(SQLException thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLException exception && (exception.getSQLState() != null || isSqlite(exception))) {
                return exception;
            }
            SQLException next = cause instanceof SQLException exception ? exception.getNextException() : null;
            cause = next != null ? next : cause.getCause();
        }
        return null;
    }
}
