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
import java.util.Set;
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
    private static final String FREE_SPACE = "free space, or raise the limit";
    private static final Set<String> LOST = Set.of("25P03", "25P04", "40003"); // the server ended it; nobody knows
    private static final int SQLITE_ERROR = 1;
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
        if (state != null && (state.startsWith("08") || state.startsWith("57P0") || LOST.contains(state))) {
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
        String what =
                isSqlite(exception) ? remedy(exception.getErrorCode() & 0xff) : remedy(state == null ? "" : state);
        return what + "; nothing of this batch was saved";
    }

    private static String remedy(int sqliteCode) {
        return switch (sqliteCode) {
            case SQLITE_ERROR -> "check the table and its columns";
            case SQLITE_FULL -> FREE_SPACE;
            default -> "check the file, its folder, and the rights to both";
        };
    }

    private static String remedy(String state) {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "28" -> "check user and password";
            case "3D" -> "check the database's name";
            case "53" -> FREE_SPACE;
            case "58" -> "look into the database's own log: its disk or files are in trouble";
            default -> "check the table, its columns and the user's rights";
        };
    }

    private static SqlFailure ofState(String state) {
        return switch (state) {
            case "21000", "44000" -> POISONED;
            case "25006", "25P03", "25P04", "55P03" -> AWAY; // read-only; ended by the server as too slow; a lock
            case "53100" -> REFUSED;
            default ->
                switch (state.substring(0, 2)) {
                    case "08", "53", "57" -> AWAY;
                    case "40" -> CONFLICT;
                    case "22", "23", "P0" -> POISONED;
                    case "54" -> TOO_LARGE;
                    case "28", "3D", "3F", "42", "58" -> REFUSED;
                    default -> OTHER;
                };
        };
    }

    /** Primary result codes of sqlite.org/rescode.html. */
    private static SqlFailure ofSqlite(int code) {
        return switch (code) {
            case 5, 6, 7, 9, 15, 17 -> AWAY; // busy, locked, no memory, interrupted, lock protocol, schema changed
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
