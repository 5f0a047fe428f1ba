package io.overlap.batcher.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a server asks to be left alone: seconds, or a date by the server's own clock where it tells that. */
final class RetryAfter {
    static final Duration MAX = Duration.ofHours(1);

    private RetryAfter() {}

    /** Zero if it asks for nothing, or nobody can read what; an hour at most. */
    static Duration of(HttpHeaders headers) {
        String value = headers.firstValue("Retry-After").orElse("").strip();
        if (value.isEmpty()) {
            return Duration.ZERO;
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.length() > 9 ? MAX : bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant until = date(value);
        Instant told = date(headers.firstValue("Date").orElse(""));
        return until == null ? Duration.ZERO : bounded(Duration.between(told == null ? Instant.now() : told, until));
    }

    private static @Nullable Instant date(String text) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
