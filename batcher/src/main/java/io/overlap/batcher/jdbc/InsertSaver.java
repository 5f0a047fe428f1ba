package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.IntSupplier;

/** {@code INSERT … VALUES}: many rows a statement, or a row a statement and many of them in one call. */
final class InsertSaver<T> implements Saver<T> {
    private final Target target;
    private final Binding<T> binding;
    private final int rowsPerStatement; // 0: as the database likes it

    InsertSaver(Target target, Binding<T> binding, int rowsPerStatement) {
        this.target = target;
        this.binding = binding;
        this.rowsPerStatement = rowsPerStatement;
    }

    @Override
    public boolean save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard, Runnable ending)
            throws SQLException {
        int most = Math.max(1, dialect.maxParameters / target.columns().size());
        int wanted = rowsPerStatement != 0 ? rowsPerStatement : dialect.manyRows ? rows.size() : 1;
        int each = Math.min(Math.min(wanted, most), rows.size());
        if (each == 1) {
            return StatementSaver.save(connection, target.insert(1), binding, rows, guard);
        }
        boolean all = true;
        for (int first = 0; first < rows.size(); first += each) {
            all = insert(connection, rows, first, Math.min(each, rows.size() - first), guard, all);
        }
        return all;
    }

    /** Inserts so many rows if all could be made, these and those before. */
    private boolean insert(Connection connection, Rows<T> rows, int first, int count, Guard guard, boolean allBefore)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(target.insert(count))) {
            ParameterColumns columns = new ParameterColumns(statement);
            IntSupplier given = columns::count;
            boolean all = allBefore;
            for (int row = first; row < first + count; row++) {
                if (!all) {
                    columns.restart(); // it will not be sent: the rest is only looked at
                }
                all = binding.bind(columns, given, rows, row) && all;
            }
            if (all) {
                guard.running(statement::cancel);
                statement.executeUpdate();
                guard.running(null);
            }
            return all;
        }
    }
}
