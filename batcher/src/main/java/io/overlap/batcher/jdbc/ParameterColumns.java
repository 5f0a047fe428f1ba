package io.overlap.batcher.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Columns as parameters of a statement, row after row. */
final class ParameterColumns implements Columns {
    private final PreparedStatement statement;
    private int parameter;

    ParameterColumns(PreparedStatement statement) {
        this.statement = statement;
    }

    /** How many parameters are set. */
    int count() {
        return parameter;
    }

    void restart() {
        parameter = 0;
    }

    /** A driver's refusal of a value, on its way through a binder, which declares no exception. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private interface Setter {
        void set(int index) throws SQLException;
    }

    private Columns set(Setter setter) {
        try {
            setter.set(++parameter);
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public Columns add(long value) {
        return set(index -> statement.setLong(index, value));
    }

    @Override
    public Columns add(double value) {
        return set(index -> statement.setDouble(index, value));
    }

    @Override
    public Columns add(boolean value) {
        return set(index -> statement.setBoolean(index, value));
    }

    @Override
    public Columns add(@Nullable String value) {
        return set(index -> statement.setString(index, value));
    }

    @Override
    public Columns add(byte @Nullable [] value) {
        return set(index -> statement.setBytes(index, value));
    }

    @Override
    public Columns add(@Nullable Object value) {
        if (value == null) {
            return set(index -> statement.setNull(index, Types.NULL));
        }
        Object known = value instanceof Instant instant
                ? instant.atOffset(ZoneOffset.UTC)
                : value instanceof Enum<?> constant ? constant.name() : value;
        return set(index -> statement.setObject(index, known));
    }
}
