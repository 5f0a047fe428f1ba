package io.overlap.batcher.jdbc;

import org.jspecify.annotations.Nullable;

/** Takes the columns of a row, one after the other. The same calls serve a prepared statement and COPY. */
public interface Columns {
    Columns add(long value);

    Columns add(double value);

    Columns add(boolean value);

    Columns add(@Nullable String value);

    Columns add(byte @Nullable [] value);

    /**
     * Anything else: boxed numbers, {@code BigDecimal}, dates and times of {@code java.time}, {@code UUID}, enums by their name; into a
     * prepared statement also whatever the driver takes.
     *
     * @throws IllegalArgumentException if it has no text that COPY takes
     */
    Columns add(@Nullable Object value);
}
