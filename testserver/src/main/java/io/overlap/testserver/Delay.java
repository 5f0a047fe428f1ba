package io.overlap.testserver;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer waits, counted from the moment its request's head was read.
 *
 * <p>Written as {@code NUMBER[us|ms|s|m|h]}; a bare number is in milliseconds, as in the book: {@code 100}, {@code 1.5s}.
 *
 * @param nanos from 0 to {@link #MAX}
 */
public record Delay(long nanos) {
    /** The longest delay accepted: a day. */
    public static final Duration MAX = Duration.ofDays(1);

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int PLAIN_DIGITS = 7; // surely below the longest
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(us|ms|s|m|h)?");

    public Delay {
        if (nanos < 0 || nanos > MAX.toNanos()) {
            throw new IllegalArgumentException("delay not within 0 and 24h: " + nanos + " ns");
        }
    }

    /** Returns the delay of this duration. */
    public static Delay of(Duration duration) {
        if (duration.isNegative() || duration.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("delay not within 0 and 24h: " + duration);
        }
        return new Delay(duration.toNanos());
    }

    /**
     * Reads a delay.
     *
     * @throws IllegalArgumentException if the text is no delay; the message names the text and the form expected
     */
    public static Delay parse(String text) {
        int millis = plainMillis(text);
        if (millis >= 0) {
            return new Delay(millis * NANOS_PER_MILLI);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a delay: " + Shown.of(text) + " (NUMBER[us|ms|s|m|h], bare = ms)");
        }
        BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unitNanos(form.group(2))));
        if (nanos.compareTo(BigDecimal.valueOf(MAX.toNanos())) > 0) {
            throw new IllegalArgumentException("delay over 24h: " + Shown.of(text));
        }
        return new Delay(nanos.longValue());
    }

    /** What most requests say, without a pattern, which is a twentieth of what such a request costs; -1 for anything else. */
    private static int plainMillis(String text) {
        int millis = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i == PLAIN_DIGITS) {
                return -1;
            }
            millis = 10 * millis + (c - '0');
        }
        return text.isEmpty() ? -1 : millis;
    }

    private static long unitNanos(@Nullable String unit) {
        if (unit == null) {
            return 1_000_000L;
        }
        return switch (unit) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }

    /** The delay in milliseconds, with the fraction. */
    public double millis() {
        return nanos / 1e6;
    }

    public Duration toDuration() {
        return Duration.ofNanos(nanos);
    }

    /** The shortest form that {@link #parse} reads back to the same delay. */
    @Override
    public String toString() {
        if (nanos % NANOS_PER_MILLI == 0) {
            return nanos / NANOS_PER_MILLI + "ms";
        }
        return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + "ms";
    }
}
