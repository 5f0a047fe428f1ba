package io.overlap.batcher.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long a server asks to be left alone. */
class RetryAfterTest {
    @Test
    void secondsAreRead() {
        assertEquals(Duration.ofSeconds(7), of(Map.of("Retry-After", "7")));
        assertEquals(Duration.ZERO, of(Map.of("Retry-After", "0")));
    }

    @Test
    void dateIsReadByTheServersOwnClock() {
        assertEquals(
                Duration.ofSeconds(90),
                of(Map.of(
                        "Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT",
                        "Date", "Fri, 31 Dec 1999 23:58:29 GMT")));
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(100).atOffset(ZoneOffset.UTC));
        Duration wait = of(Map.of("Retry-After", soon));
        assertTrue(wait.toSeconds() >= 90 && wait.toSeconds() <= 100, wait::toString);
    }

    @Test
    void pastIsNow() {
        assertEquals(Duration.ZERO, of(Map.of("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")));
    }

    @Test
    void anHourIsTheMost() {
        assertEquals(Duration.ofHours(1), of(Map.of("Retry-After", "3601")));
        assertEquals(Duration.ofHours(1), of(Map.of("Retry-After", "9".repeat(300))));
        assertEquals(Duration.ofHours(1), of(Map.of("Retry-After", "Tue, 31 Dec 2999 23:59:59 GMT")));
    }

    @Test
    void whatNobodyCanReadAsksForNothing() {
        assertEquals(Duration.ZERO, of(Map.of()));
        for (String value : List.of("", "soon", "-1", "1.5", "1s", "\u0661", "Fri, 99 Dec 1999 23:59:59 GMT")) {
            assertEquals(Duration.ZERO, of(Map.of("Retry-After", value)), value);
        }
    }

    private static Duration of(Map<String, String> headers) {
        Map<String, List<String>> lists = new java.util.TreeMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return RetryAfter.of(HttpHeaders.of(lists, (name, value) -> true));
    }
}
