package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.IntSupplier;

/** The user's own statement, once for each row, all in one call. */
final class StatementSaver<T> implements Saver<T> {
    private final String sql;
    private final Binding<T> binding;

    StatementSaver(String sql, Binding<T> binding) {
        this.sql = sql;
        this.binding = binding;
    }

    @Override
    public boolean save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard, Runnable ending)
            throws SQLException {
        return save(connection, sql, binding, rows, guard);
    }

    static <T> boolean save(Connection connection, String sql, Binding<T> binding, Rows<T> rows, Guard guard)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ParameterColumns columns = new ParameterColumns(statement);
            IntSupplier given = columns::count;
            boolean all = true;
            for (int row = 0; row < rows.size(); row++) {
                columns.restart();
                if (binding.columns() == Binding.ANY) {
                    statement.clearParameters(); // else a row that gives too few has the rest of the one before
                }
                all = binding.bind(columns, given, rows, row) && add(statement, rows, row) && all;
            }
            if (all) {
                guard.running(statement::cancel);
                statement.executeBatch();
                guard.running(null);
            }
            return all;
        }
    }

    /** False if the driver sees that the row is not whole. */
    private static boolean add(PreparedStatement statement, Rows<?> rows, int row) throws SQLException {
        try {
            statement.addBatch();
            return true;
        } catch (SQLException e) {
            if (SqlFailure.isLost(e)) {
                throw e;
            }
            rows.reject(row, e);
            return false;
        }
    }
}
