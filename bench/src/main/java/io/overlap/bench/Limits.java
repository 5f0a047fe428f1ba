package io.overlap.bench;

import java.time.Duration;

/** The bounds that every contestant gets, each in its own words. */
final class Limits {
    static final int MAX_ITEMS = 1_000;
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_PENDING = 10_000;
    static final long MAX_PENDING_BYTES = 64L << 20;
    static final int MAX_IN_FLIGHT = 4;
    static final Duration LINGER = Duration.ofMillis(5);

    private Limits() {}
}
