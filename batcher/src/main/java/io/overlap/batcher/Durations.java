package io.overlap.batcher;

import java.time.Duration;

/** Durations at the edge, checked, as nanoseconds inside. */
final class Durations {
    static final long MAX_NANOS = Duration.ofDays(365).toNanos();

    private Durations() {}

    /** Nanoseconds, at most a year. */
    static long nanos(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + duration);
        }
        return duration.compareTo(Duration.ofDays(365)) > 0 ? MAX_NANOS : duration.toNanos();
    }
}
