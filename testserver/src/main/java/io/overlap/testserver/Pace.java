package io.overlap.testserver;

/** When which part of a body may be sent: even pieces, at most a hundred a second. */
final class Pace {
    private static final long TICK_NANOS = 10_000_000;

    private final long length;
    private final double spreadNanos;
    private final long steps;
    private final long startNanos;
    private final boolean endless;

    /** Of a body of this length (more than 0) over this time; or of one without end, of which that is a part. */
    Pace(long length, long spreadNanos, long startNanos, boolean endless) {
        this.endless = endless;
        this.length = length;
        this.spreadNanos = spreadNanos;
        this.startNanos = startNanos;
        steps = Math.max(1, Math.min(length, spreadNanos / TICK_NANOS));
    }

    /** How many bytes may have been sent by now. */
    long due(long now) {
        long step = step(now);
        return step >= steps && !endless ? length : (long) (length * ((double) step / steps));
    }

    /** When more may be sent than now. */
    long next(long now) {
        return Math.max(now + 1, startNanos + (long) Math.ceil((step(now) + 1) * (spreadNanos / steps)));
    }

    private long step(long now) {
        return spreadNanos == 0 ? steps : (long) ((now - startNanos) * (double) steps / spreadNanos);
    }
}
