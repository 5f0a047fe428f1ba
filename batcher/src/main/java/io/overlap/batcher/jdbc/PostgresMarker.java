package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A transaction by its id. */
final class PostgresMarker implements CommitMarker {
    static final PostgresMarker INSTANCE = new PostgresMarker();

    private PostgresMarker() {}

    @Override
    public String mark(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_xact_id()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public @Nullable Boolean committed(Connection connection, String mark) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_xact_status(?::text::xid8)")) {
            statement.setString(1, mark);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String status = row.getString(1);
                if (status == null) {
                    throw new SQLException("PostgreSQL has forgotten transaction " + mark);
                }
                return switch (status) {
                    case "committed" -> true;
                    case "aborted" -> false;
                    default -> null;
                };
            }
        }
    }
}
