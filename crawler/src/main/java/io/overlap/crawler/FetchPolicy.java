package io.overlap.crawler;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * The bounds of a fetcher.
 *
 * @param cap how many fetches may hold a socket at once
 * @param maxWaiting how many more may wait in line for that; the next ends as {@code NO_PERMIT} at once
 * @param maxWait how long one may wait in line; then it ends as {@code NO_PERMIT}
 * @param deadline from leaving the line to the last byte: name, connection, TLS, head and body
 * @param maxBodyBytes the longest body taken; a longer one ends as {@code TOO_LARGE}
 * @param addresses which addresses may be connected to; asked after the name is resolved, so that no name leads around it; called
 *     on the event loop, so it must not block
 * @param userAgent the User-Agent sent
 */
public record FetchPolicy(
        int cap,
        int maxWaiting,
        Duration maxWait,
        Duration deadline,
        int maxBodyBytes,
        Predicate<InetAddress> addresses,
        String userAgent) {

    /** 100 at once, 10,000 in line for a minute, 30 s each, bodies up to 8 MiB, any address. */
    public static final FetchPolicy DEFAULT = new FetchPolicy(
            100, 10_000, Duration.ofMinutes(1), Duration.ofSeconds(30), 8 << 20, address -> true, "overlap/0.1");

    public FetchPolicy {
        if (cap < 1) {
            throw new IllegalArgumentException("cap < 1: " + cap);
        }
        if (maxWaiting < 0) {
            throw new IllegalArgumentException("maxWaiting < 0: " + maxWaiting);
        }
        if (!isWithinADay(maxWait)) {
            throw new IllegalArgumentException("maxWait not within 0 and 24h: " + maxWait);
        }
        if (!isWithinADay(deadline)) {
            throw new IllegalArgumentException("deadline not within 0 and 24h: " + deadline);
        }
        if (maxBodyBytes < 0) {
            throw new IllegalArgumentException("maxBodyBytes < 0: " + maxBodyBytes);
        }
        if (userAgent.isBlank()) {
            throw new IllegalArgumentException("userAgent is blank");
        }
    }

    private static boolean isWithinADay(Duration time) {
        return !time.isNegative() && !time.isZero() && time.compareTo(Duration.ofDays(1)) <= 0;
    }

    public FetchPolicy withCap(int value) {
        return new FetchPolicy(value, maxWaiting, maxWait, deadline, maxBodyBytes, addresses, userAgent);
    }

    public FetchPolicy withMaxWaiting(int value) {
        return new FetchPolicy(cap, value, maxWait, deadline, maxBodyBytes, addresses, userAgent);
    }

    public FetchPolicy withMaxWait(Duration value) {
        return new FetchPolicy(cap, maxWaiting, value, deadline, maxBodyBytes, addresses, userAgent);
    }

    public FetchPolicy withDeadline(Duration value) {
        return new FetchPolicy(cap, maxWaiting, maxWait, value, maxBodyBytes, addresses, userAgent);
    }

    public FetchPolicy withMaxBodyBytes(int value) {
        return new FetchPolicy(cap, maxWaiting, maxWait, deadline, value, addresses, userAgent);
    }

    public FetchPolicy withAddresses(Predicate<InetAddress> value) {
        return new FetchPolicy(cap, maxWaiting, maxWait, deadline, maxBodyBytes, value, userAgent);
    }

    public FetchPolicy withUserAgent(String value) {
        return new FetchPolicy(cap, maxWaiting, maxWait, deadline, maxBodyBytes, addresses, value);
    }
}
