package io.overlap.batcher.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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

        final SQLException told;

        Refused(SQLException told) {
            super(told.getMessage(), told);
            this.told = told;
        }
    }

    @Override
    public Columns add(long value) {
        try {
            statement.setLong(++parameter, value);
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public Columns add(double value) {
        try {
            statement.setDouble(++parameter, value);
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public Columns add(boolean value) {
        try {
            statement.setBoolean(++parameter, value);
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public Columns add(@Nullable String value) {
        try {
            statement.setString(++parameter, value);
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public Columns add(byte @Nullable [] value) {
        try {
            statement.setBytes(++parameter, value);
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public Columns add(@Nullable Object value) {
        try {
            if (value == null) {
                statement.setNull(++parameter, Types.NULL);
            } else if (value instanceof Instant instant) {
                statement.setObject(++parameter, instant.atOffset(ZoneOffset.UTC));
            } else if (value instanceof ZonedDateTime zoned) {
                statement.setObject(++parameter, zoned.toOffsetDateTime());
            } else {
                statement.setObject(++parameter, value instanceof Enum<?> constant ? constant.name() : value);
            }
            return this;
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }
}
