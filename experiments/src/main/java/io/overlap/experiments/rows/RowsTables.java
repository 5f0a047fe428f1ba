package io.overlap.experiments.rows;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.database.Database;
import java.sql.SQLException;

/** The tables that rows are saved into: of our own making, and gone afterwards. */
final class RowsTables implements AutoCloseable {
    static final String ROWS = "overlap_rows";
    static final String UPSERTS = "overlap_upserts";
    static final String INSERT = "insert into " + ROWS + " (id, name) values (?, ?)";
    static final String COPY = "copy " + ROWS + " (id, name) from stdin";

    private final Database database;

    private RowsTables(Database database) {
        this.database = database;
    }

    /** Makes them. One of that name that is there already may be somebody's: it is left alone. */
    static RowsTables make(Database database) throws CannotRunException {
        RowsTables tables = new RowsTables(database);
        make(database, ROWS, "(id bigint, name text)");
        try {
            make(database, UPSERTS, "(id bigint primary key, name text)");
        } catch (CannotRunException e) {
            tables.drop(ROWS);
            throw e;
        }
        return tables;
    }

    private static void make(Database database, String table, String columns) throws CannotRunException {
        try {
            database.run("create table " + table + " " + columns);
        } catch (SQLException e) {
            throw database.cannot(
                    "make the table " + table,
                    e,
                    "if it is there of an earlier run that was killed, drop it; if it is yours, choose another database");
        }
    }

    /** Empties the table of rows and brings the database to rest: both for each trial, and outside of its clock. */
    void empty() throws SQLException {
        if (database.kind() == Database.Kind.SQLITE) {
            database.run("delete from " + ROWS, "pragma wal_checkpoint(truncate)");
            return;
        }
        database.run("truncate " + ROWS);
        checkpoint();
    }

    void emptyUpserts() throws SQLException {
        database.run("truncate " + UPSERTS);
        checkpoint();
    }

    /** Without the right to ask for one it happens when the server sees fit. */
    private void checkpoint() {
        try {
            database.run("checkpoint");
        } catch (SQLException notAllowed) {
            // the trials' random order spreads what that costs
        }
    }

    private void drop(String table) {
        try {
            database.run("drop table " + table);
        } catch (SQLException e) {
            throw database.failed("dropping the table " + table, e);
        }
    }

    @Override
    public void close() {
        drop(ROWS);
        drop(UPSERTS);
    }
}
