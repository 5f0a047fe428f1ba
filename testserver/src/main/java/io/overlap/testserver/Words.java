package io.overlap.testserver;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of parameters that are numbers. Each refusal is one line that names the parameter and the value. */
final class Words {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)(B|kB|MB|GB|KiB|MiB|GiB)?");

    private Words() {}

    /** A whole number within bounds. */
    static long number(String name, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal
        }
        throw new IllegalArgumentException(name + " not within " + least + " and " + most + ": " + Shown.of(text));
    }

    /** A number of bytes: {@code 1000}, {@code 64kB}, {@code 1MiB}. */
    static long bytes(String name, String text, long most) {
        Matcher form = BYTES.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "not a number of bytes: " + name + "=" + Shown.of(text) + " (NUMBER[B|kB|MB|GB|KiB|MiB|GiB])");
        }
        BigDecimal bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit(form.group(2))));
        if (bytes.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new IllegalArgumentException(name + " over " + most + " bytes: " + Shown.of(text));
        }
        return bytes.longValue();
    }

    private static long unit(@Nullable String unit) {
        if (unit == null) {
            return 1;
        }
        return switch (unit) {
            case "kB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
    }

    /** Bytes a second: {@code 64kB/s}. */
    static long bytesPerSecond(String name, String text) {
        String bytes = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
        long rate = bytes(name, bytes, 1L << 40);
        if (rate < 1) {
            throw new IllegalArgumentException(name + " < 1 byte/s: " + Shown.of(text));
        }
        return rate;
    }

    static boolean flag(String name, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(name + " is neither true nor false: " + Shown.of(text));
        };
    }
}
