package io.overlap.batcher.jdbc;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BlockingWriter;
import io.overlap.batcher.ItemResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves each batch in a transaction of its own, on a connection of its own, which should come from a pool.
 *
 * <p>What it answers is true: a batch whose transaction failed before its commit is not saved and goes back, is halved until the bad
 * row stands alone, or fails, as {@link SqlFailure} says. A batch whose connection broke while it was committing is unknown, unless
 * a {@link CommitMarker} tells, or {@link Builder#idempotent} says that saving twice does no harm.
 *
 * <p>The database is asked to stop shortly before the attempt's time is over, and if it does not, the connection is cut; so no thread
 * hangs in a statement. A wait for a connection is interrupted then; how long a login may take is for the data source to bound.
 *
 * <p>Safe for use by many threads.
 */
public final class JdbcBatchWriter<T> implements BlockingWriter<T, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcBatchWriter.class);
    private static final long ASK_AGAIN_MILLIS = 50;

    private final DataSource dataSource;
    private final Saver<T> saver;
    private final @Nullable Comparator<? super T> order;
    private final @Nullable CommitMarker marker;
    private final boolean idempotent;
    private final Function<SQLException, SqlFailure> classifier;
    private volatile @Nullable Dialect dialect;

    private JdbcBatchWriter(Builder<T> builder, Saver<T> saver) {
        this.dataSource = builder.dataSource;
        this.saver = saver;
        this.order = builder.order;
        this.marker = builder.marker;
        this.idempotent = builder.idempotent;
        this.classifier = builder.classifier;
    }

    /** Inserts into these columns, by the form of {@code INSERT … VALUES} that the database is fastest with. */
    public static <T> Builder<T> insert(DataSource dataSource, String table, String... columns) {
        return new Builder<>(dataSource, Form.INSERT, target(table, columns), "");
    }

    /** PostgreSQL's COPY: the fastest way in, from about a hundred rows a batch. */
    public static <T> Builder<T> copy(DataSource dataSource, String table, String... columns) {
        return new Builder<>(dataSource, Form.COPY, target(table, columns), "");
    }

    /** Runs this statement once for each row, all of a batch in one call ({@code executeBatch}). */
    public static <T> Builder<T> sql(DataSource dataSource, String statement) {
        return new Builder<>(dataSource, Form.SQL, null, Objects.requireNonNull(statement));
    }

    private static Target target(String table, String... columns) {
        return new Target(table, List.of(columns), Target.Conflict.FAIL, List.of());
    }

    @Override
    public BatchResult<Void> write(Batch<T> batch) throws SQLException {
        Rows<T> rows = new Rows<>(batch.items(), order);
        while (rows.size() > 0) {
            try (Guard guard = new Guard(batch)) {
                BatchResult<Void> result = new Transaction(batch, guard).save(rows);
                if (result != null) {
                    return result;
                }
            }
            rows.takeOutRejected();
        }
        return rows.saved();
    }

    /** One transaction. How far it came decides what its failure means. */
    private final class Transaction {
        private final Batch<T> batch;
        private final Guard guard;
        private boolean begun;
        private boolean committing;
        private boolean lost;
        private @Nullable String mark;

        Transaction(Batch<T> batch, Guard guard) {
            this.batch = batch;
            this.guard = guard;
        }

        /** Null: rows that cannot be made are rejected, and nothing was saved of the others. */
        @Nullable
        BatchResult<Void> save(Rows<T> rows) throws SQLException {
            Dialect known;
            try {
                known = dialect(guard);
                known.enter(guard.remaining());
            } catch (SQLException e) {
                return notConnected(e);
            }
            try {
                return saveInTurn(known, rows);
            } finally {
                known.leave();
            }
        }

        private @Nullable BatchResult<Void> saveInTurn(Dialect known, Rows<T> rows) throws SQLException {
            Connection open;
            try {
                open = guard.connect(dataSource);
            } catch (SQLException e) {
                return notConnected(e);
            }
            boolean saved = false;
            Exception failure = null;
            try {
                guard.attach(open);
                saved = (marker == null && saver.isTransaction())
                        ? inOneStatement(known, open, rows)
                        : inTransaction(known, open, rows);
            } catch (SQLException | RuntimeException e) {
                failure = e;
                lost = !(e instanceof SQLException told) || SqlFailure.isLost(told);
            } finally {
                release(known, open, saved);
            }
            if (failure != null) {
                return failed(rows, failure);
            }
            return saved ? rows.saved() : null;
        }

        private boolean inOneStatement(Dialect known, Connection open, Rows<T> rows) throws SQLException {
            open.setAutoCommit(true);
            return saver.save(open, known, rows, guard, () -> committing = true);
        }

        private boolean inTransaction(Dialect known, Connection open, Rows<T> rows) throws SQLException {
            begun = true;
            known.begin(open, guard.remaining());
            if (!saver.save(open, known, rows, guard, () -> {})) {
                return false;
            }
            if (marker != null) {
                mark = marker.mark(open);
            }
            committing = true;
            known.commit(open);
            return true;
        }

        /** Undoes what was not committed and gives the connection back. */
        private void release(Dialect known, Connection open, boolean saved) {
            try {
                if (begun && !saved && !open.isClosed()) {
                    known.rollback(open);
                }
            } catch (SQLException | RuntimeException e) {
                LOG.debug("rollback failed", e); // without a commit nothing stays
            }
            guard.close();
            try (open) {
                if (lost || guard.isCut()) {
                    // A pool hears of it only through its own wrapper, which COPY goes around; else it hands it out
                    // again.
                    open.abort(Runnable::run);
                    open.createStatement().close();
                }
            } catch (SQLException | RuntimeException e) {
                LOG.debug("a connection was cut, or could not be closed", e);
            }
        }

        /** Nothing was sent. */
        private BatchResult<Void> notConnected(SQLException e) throws SQLException {
            if (classifier.apply(e) == SqlFailure.REFUSED) {
                throw new DatabaseRefusedException(SqlFailure.remedy(e), e);
            }
            return BatchResult.retry(e);
        }

        private BatchResult<Void> failed(Rows<T> rows, Exception e) throws SQLException {
            if (committing && lost) {
                return endNotHeard(rows, e);
            }
            if (e instanceof RuntimeException mistake) { // a driver's, maybe as it was cut off
                throw mistake;
            }
            return notSaved(rows, (SQLException) e);
        }

        /** The transaction is rolled back, by the database or by the connection's end. */
        private BatchResult<Void> notSaved(Rows<T> rows, SQLException e) throws SQLException {
            return switch (classifier.apply(e)) {
                case AWAY -> BatchResult.retry(e);
                case CONFLICT -> rows.each(ItemResult.retry(e));
                case POISONED -> rows.size() == 1 ? rows.each(ItemResult.reject(e)) : BatchResult.poisoned(e);
                case TOO_LARGE -> rows.size() == 1 ? rows.each(ItemResult.reject(e)) : BatchResult.tooLarge();
                case REFUSED -> throw new DatabaseRefusedException(SqlFailure.remedy(e), e);
                case OTHER -> throw e;
            };
        }

        /** The connection broke while the transaction was committing. */
        private BatchResult<Void> endNotHeard(Rows<T> rows, Exception e) {
            if (idempotent) {
                return BatchResult.retry(e);
            }
            Boolean committed = (marker == null || mark == null) ? null : askMarker(marker, mark, e);
            if (committed == null) {
                return BatchResult.unknown(e);
            }
            return committed ? rows.saved() : BatchResult.retry(e);
        }

        /** Asks on new connections until one knows or the time is over; null: nobody knows. */
        private @Nullable Boolean askMarker(CommitMarker asked, String of, Exception why) {
            try (Guard last = new Guard(batch)) {
                while (!last.remaining().isZero()) {
                    try (Connection other = last.connect(dataSource)) {
                        last.attach(other);
                        Boolean committed = asked.committed(other, of);
                        if (committed != null) {
                            return committed;
                        }
                    } catch (SQLException | RuntimeException e) { // a marker may be a user's own
                        if (why.getSuppressed().length == 0) { // one tells enough
                            why.addSuppressed(e);
                        }
                    }
                    TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }
    }

    private Dialect dialect(Guard guard) throws SQLException {
        Dialect known = dialect;
        if (known == null) {
            try (Connection connection = guard.connect(dataSource)) {
                guard.attach(connection);
                known = Dialect.of(connection);
            }
            warnIfLoginIsUnbounded();
            synchronized (this) {
                if (dialect == null) {
                    dialect = known;
                }
                known = dialect;
            }
        }
        return Objects.requireNonNull(known);
    }

    /** Asked after the first connection: a pool may know it only then. */
    private void warnIfLoginIsUnbounded() {
        try {
            if (dataSource.getLoginTimeout() == 0) {
                LOG.warn(
                        "{}.getLoginTimeout() is 0: a server that accepts and never answers would hold a thread for ever;"
                                + " set the data source's login or connection timeout",
                        dataSource.getClass().getSimpleName());
            }
        } catch (SQLException | UnsupportedOperationException e) {
            LOG.debug("no login timeout", e);
        }
    }

    private enum Form {
        INSERT,
        COPY,
        SQL
    }

    /** Settings of a writer. */
    public static final class Builder<T> {
        private final DataSource dataSource;
        private final Form form;
        private @Nullable Target target;
        private final String statement;
        private @Nullable RowBinder<? super T> binder;
        private @Nullable Comparator<? super T> order;
        private @Nullable CommitMarker marker;
        private Function<SQLException, SqlFailure> classifier = SqlFailure::of;
        private boolean idempotent;
        private int rowsPerStatement;

        private Builder(DataSource dataSource, Form form, @Nullable Target target, String statement) {
            this.dataSource = Objects.requireNonNull(dataSource);
            this.form = form;
            this.target = target;
            this.statement = statement;
        }

        /** How a row is made of an item. Needed. */
        public Builder<T> bind(RowBinder<? super T> value) {
            binder = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Updates the row that has these key columns already ({@code ON CONFLICT … DO UPDATE}, as PostgreSQL and SQLite have it).
         * With an insert of many rows a batch must not repeat a key: see {@code KeyPolicy.repeatsInBatch}. With COPY the last wins.
         */
        public Builder<T> onConflictUpdate(String... keyColumns) {
            return onConflict("onConflictUpdate", Target.Conflict.UPDATE, keyColumns);
        }

        /** Leaves the row alone that has these key columns already, or breaks any unique index if none are named. */
        public Builder<T> onConflictIgnore(String... keyColumns) {
            return onConflict("onConflictIgnore", Target.Conflict.IGNORE, keyColumns);
        }

        private Builder<T> onConflict(String setting, Target.Conflict conflict, String... keyColumns) {
            if (target == null) {
                throw new IllegalStateException(setting + " with sql(...): write it into the statement");
            }
            target = target.onConflict(conflict, List.of(keyColumns));
            return this;
        }

        /** Sends a batch's rows in this order; by primary key, it ends deadlocks between upserts that run at once. */
        public Builder<T> sortedBy(Comparator<? super T> value) {
            order = Objects.requireNonNull(value);
            return this;
        }

        /**
         * How many rows a statement has at most, with {@code insert}; 1: one each, all in one call. By default all of a batch for
         * PostgreSQL, and 1 for others.
         */
        public Builder<T> rowsPerStatement(int value) {
            if (form != Form.INSERT) {
                throw new IllegalStateException("rowsPerStatement without insert(...): it has no other meaning");
            }
            if (value < 1) {
                throw new IllegalArgumentException("rowsPerStatement < 1: " + value);
            }
            rowsPerStatement = value;
            return this;
        }

        /** Whether saving a row twice does no harm; then a batch whose end was not heard is sent again. */
        public Builder<T> idempotent(boolean value) {
            idempotent = value;
            return this;
        }

        /** How to learn whether a batch was saved whose connection broke while it was committing. */
        public Builder<T> commitMarker(CommitMarker value) {
            marker = Objects.requireNonNull(value);
            return this;
        }

        /** What a failure means; {@link SqlFailure#of} by default, which it may call for what it does not know. */
        public Builder<T> classify(Function<SQLException, SqlFailure> value) {
            classifier = Objects.requireNonNull(value);
            return this;
        }

        public JdbcBatchWriter<T> build() {
            if (binder == null) {
                throw new IllegalStateException(
                        "no binder: bind((columns, item) -> columns.add(...)) makes a row of an item");
            }
            return new JdbcBatchWriter<>(this, saver(binder));
        }

        private Saver<T> saver(RowBinder<? super T> rowBinder) {
            if (target == null) {
                return new StatementSaver<>(statement, new Binding<>(rowBinder, Binding.ANY));
            }
            Binding<T> binding = new Binding<>(rowBinder, target.columns().size());
            return form == Form.COPY
                    ? new CopySaver<>(target, binding)
                    : new InsertSaver<>(target, binding, rowsPerStatement);
        }
    }
}
