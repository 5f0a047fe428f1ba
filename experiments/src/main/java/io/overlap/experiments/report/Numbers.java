package io.overlap.experiments.report;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as text, the same under every locale. */
final class Numbers {
    private Numbers() {}

    static String fixed(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Without needless zeros: 100, 0.5. */
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** Three digits that tell, and the unit. */
    static String seconds(double seconds) {
        if (seconds < 0.01) {
            return fixed(seconds * 1e3, 2) + " ms";
        }
        return fixed(seconds, seconds < 1 ? 3 : seconds < 10 ? 2 : seconds < 100 ? 1 : 0) + " s";
    }

    static String millis(double millis) {
        return fixed(millis, millis < 100 ? 1 : 0) + " ms";
    }

    static String percent(double share) {
        return fixed(share * 100, 1) + " %";
    }

    static String megabytes(double bytes) {
        return fixed(bytes / 1e6, bytes < 10_000_000 ? 1 : 0) + " MB";
    }

    static String requests(long n) {
        return count(n) + (n == 1 ? " request" : " requests");
    }
}
