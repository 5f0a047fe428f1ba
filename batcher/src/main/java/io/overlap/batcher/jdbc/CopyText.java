package io.overlap.batcher.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Columns in COPY's text format (PostgreSQL, "COPY", File Formats): tab between columns, newline after a row, {@code \N} for null,
 * backslash before what would be mistaken; in UTF-8, which the driver makes the connection's encoding.
 */
final class CopyText implements Columns {
    static final int CHUNK_BYTES = 1 << 16;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] buffer = new byte[CHUNK_BYTES + 4096];
    private int length;
    private int count;
    private int inRow;

    byte[] bytes() {
        return buffer;
    }

    int length() {
        return length;
    }

    /** Columns given so far. */
    int count() {
        return count;
    }

    void clear() {
        length = 0;
    }

    void endRow() {
        room(1);
        buffer[length++] = '\n';
        inRow = 0;
    }

    @Override
    public Columns add(long value) {
        begin();
        room(20);
        if (value == Long.MIN_VALUE) {
            plain(Long.toString(value));
            return this;
        }
        long rest = value;
        if (rest < 0) {
            buffer[length++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int at = length + digits - 1; at >= length; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    @Override
    public Columns add(double value) {
        begin();
        plain(Double.toString(value));
        return this;
    }

    @Override
    public Columns add(boolean value) {
        begin();
        room(1);
        buffer[length++] = (byte) (value ? 't' : 'f');
        return this;
    }

    @Override
    public Columns add(@Nullable String value) {
        begin();
        if (value == null) {
            none();
        } else {
            text(value);
        }
        return this;
    }

    @Override
    public Columns add(byte @Nullable [] value) {
        begin();
        if (value == null) {
            none();
            return this;
        }
        room(3 + 2 * value.length);
        buffer[length++] = '\\';
        buffer[length++] = '\\';
        buffer[length++] = 'x';
        for (byte b : value) {
            buffer[length++] = HEX[(b >> 4) & 15];
            buffer[length++] = HEX[b & 15];
        }
        return this;
    }

    @Override
    public Columns add(@Nullable Object value) {
        if (value == null) {
            return add((String) null);
        }
        if (value instanceof String text) {
            return add(text);
        }
        if (value instanceof byte[] bytes) {
            return add(bytes);
        }
        if (value instanceof Boolean bool) {
            return add(bool.booleanValue());
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return add(((Number) value).longValue());
        }
        if (value instanceof Enum<?> constant) {
            return add(constant.name());
        }
        if (value instanceof ZonedDateTime zoned) { // its text ends with the zone's name, which no column takes
            return add(zoned.toOffsetDateTime());
        }
        if (value instanceof Double
                || value instanceof Float
                || value instanceof BigDecimal
                || value instanceof BigInteger
                || value instanceof UUID
                || value instanceof Temporal) {
            begin();
            plain(value.toString());
            return this;
        }
        throw new IllegalArgumentException(
                "no text for COPY of a " + value.getClass().getName() + ": add its text");
    }

    private void begin() {
        if (inRow++ > 0) {
            room(1);
            buffer[length++] = '\t';
        }
        count++;
    }

    private void none() {
        room(2);
        buffer[length++] = '\\';
        buffer[length++] = 'N';
    }

    /** Text of our own making: ASCII, nothing to escape. */
    private void plain(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    private void text(String text) {
        int chars = text.length();
        room(3 * chars); // UTF-8 needs at most three bytes a char, an escape two
        byte[] to = buffer;
        int at = length;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '\\') {
                to[at++] = (byte) c;
            } else if (c < 0x80) {
                at = special(to, at, c);
            } else if (c < 0x800) {
                to[at++] = (byte) (0xc0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                to[at++] = (byte) (0xf0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (point & 0x3f));
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("half a surrogate pair at " + i + ": not text that UTF-8 has");
            } else {
                to[at++] = (byte) (0xe0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        length = at;
    }

    private static int special(byte[] to, int at, char c) {
        int next = at;
        switch (c) {
            case '\\', '\t', '\n', '\r' -> {
                to[next++] = '\\';
                to[next++] = (byte) (c == '\\' ? '\\' : c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
            }
            default -> to[next++] = (byte) c;
        }
        return next;
    }

    private void room(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, Math.addExact(length, bytes)));
        }
    }
}
