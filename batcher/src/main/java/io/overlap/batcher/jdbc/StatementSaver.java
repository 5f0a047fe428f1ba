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
    public void save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard, Runnable ending)
            throws SQLException, UnbindableException {
        save(connection, sql, binding, rows, guard);
    }

    static <T> void save(Connection connection, String sql, Binding<T> binding, Rows<T> rows, Guard guard)
            throws SQLException, UnbindableException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ParameterColumns columns = new ParameterColumns(statement);
            IntSupplier given = columns::count;
            for (int row = 0; row < rows.size(); row++) {
                columns.restart();
                binding.bind(columns, given, rows, row);
                statement.addBatch();
            }
            guard.running(statement::cancel);
            statement.executeBatch();
            guard.running(null);
        }
    }
}
