package io.overlap.batcher.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntSupplier;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's {@code COPY … FROM STDIN} in text; by way of a staging table where a row may be there already. */
final class CopySaver<T> implements Saver<T> {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcBatchWriter.class);

    private final Target target;
    private final Binding<T> binding;

    CopySaver(Target target, Binding<T> binding) {
        this.target = target;
        this.binding = binding;
    }

    @Override
    public boolean save(Connection connection, Dialect dialect, Rows<T> rows, Guard guard, Runnable ending)
            throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        guard.running(postgres::cancelQuery);
        boolean all;
        if (isTransaction()) {
            all = copy(postgres, target.copy(), rows, ending);
        } else {
            run(connection, target.createStage());
            all = copy(postgres, target.copyToStage(), rows, () -> {});
            if (all) {
                run(connection, target.mergeStage());
            }
        }
        guard.running(null);
        return all;
    }

    @Override
    public boolean isTransaction() {
        return target.conflict() == Target.Conflict.FAIL;
    }

    private boolean copy(PGConnection postgres, String sql, Rows<T> rows, Runnable ending) throws SQLException {
        CopyIn copy = postgres.getCopyAPI().copyIn(sql);
        boolean done = false;
        try {
            CopyText text = new CopyText();
            IntSupplier given = text::count;
            boolean all = true;
            for (int row = 0; row < rows.size(); row++) {
                all = binding.bind(text, given, rows, row) && all;
                if (!isTransaction()) {
                    text.add(row); // the stage's own column
                }
                text.endRow();
                if (!all) {
                    text.clear(); // it will not be sent: the rest is only looked at
                } else if (text.length() >= CopyText.CHUNK_BYTES) {
                    copy.writeToCopy(text.bytes(), 0, text.length());
                    text.clear();
                }
            }
            if (all) {
                copy.writeToCopy(text.bytes(), 0, text.length());
                ending.run();
                copy.endCopy();
                done = true;
            }
            return all;
        } finally {
            if (!done) {
                stop(copy);
            }
        }
    }

    private static void stop(CopyIn copy) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            LOG.debug("could not end a COPY that failed", e); // what made it fail is on its way
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
