package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A row for each connection, with the number of its last batch; written in the batch's transaction, so it says what was committed
 * last. Nobody else writes that row, so it stays as it is when the connection has broken.
 *
 * <p>PostgreSQL's transaction ids would need no table, but one that was not flushed when the server crashed is given out again.
 */
final class PostgresMarker implements CommitMarker {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final String table;

    // The driver's own connections: a pool's wrapper may be another one each time. Weak: one that is gone writes its
    // row no more.
    private final Map<PGConnection, Slot> slots = Collections.synchronizedMap(new WeakHashMap<>());

    PostgresMarker(String table) {
        Target.requireName("table", table);
        this.table = table;
    }

    /** Used by one transaction at a time, as its connection is. */
    private static final class Slot {
        final String name = UUID.randomUUID().toString();
        long batch;
    }

    @Override
    public String mark(Connection connection) throws SQLException {
        Slot slot = slots.computeIfAbsent(connection.unwrap(PGConnection.class), ignored -> new Slot());
        if (slot.batch == 0) {
            forgetOldSlots(connection);
        }
        slot.batch++;
        try (PreparedStatement statement = connection.prepareStatement("insert into " + table
                + " (slot, batch, at) values (?, ?, now())"
                + " on conflict (slot) do update set batch = excluded.batch, at = excluded.at")) {
            statement.setString(1, slot.name);
            statement.setLong(2, slot.batch);
            statement.executeUpdate();
        }
        return slot.name + '/' + slot.batch;
    }

    private void forgetOldSlots(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from " + table + " where slot in (select slot from " + table
                    + " where at < now() - interval '7 days' order by slot limit 1000 for update skip locked)");
        }
    }

    /** The insert waits for a transaction that still holds the row, then sees what it left. It is rolled back. */
    @Override
    public @Nullable Boolean committed(Connection connection, String mark) throws SQLException {
        int slash = mark.indexOf('/');
        connection.setAutoCommit(false);
        try (Statement timeout = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement("insert into " + table
                        + " (slot, batch, at) values (?, 0, now())"
                        + " on conflict (slot) do update set at = excluded.at returning batch")) {
            timeout.execute("set local lock_timeout = '200ms'");
            statement.setString(1, mark.substring(0, slash));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) == Long.parseLong(mark.substring(slash + 1));
            }
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
