package io.overlap.batcher;

/** Shut while the writer is away: one probe at a time, after a pause. Owned by the engine's lock. */
final class Gate {
    private final Backoff backoff;
    private boolean shut;
    private int failures;
    private long probeAtNanos;
    private long sinceNanos;
    private long saidNanos; // before this the writer wants nothing, by its own word

    Gate(Backoff backoff) {
        this.backoff = backoff;
    }

    boolean isShut() {
        return shut;
    }

    long probeAtNanos() {
        return probeAtNanos;
    }

    /**
     * A whole batch is to be sent again.
     *
     * @param probe whether it was sent through a shut gate; batches that were already out do not lengthen the pause
     * @return whether the gate was open
     */
    boolean shut(long nowNanos, long notBeforeNanos, boolean probe) {
        boolean first = !shut;
        if (first) {
            shut = true;
            failures = 0;
            sinceNanos = nowNanos;
            saidNanos = nowNanos;
        }
        saidNanos = Math.max(saidNanos, nowNanos + notBeforeNanos);
        if (first || probe) {
            failures++;
            probeAtNanos = nowNanos + Math.max(notBeforeNanos, backoff.pauseNanos(failures));
        } else {
            probeAtNanos = Math.max(probeAtNanos, nowNanos + notBeforeNanos);
        }
        return first;
    }

    /** Whether a batch that was saved proves that the writer is back: not if it was out when the writer asked for time. */
    boolean mayOpen(long nowNanos) {
        return shut && nowNanos - saidNanos >= 0;
    }

    /** The writer is back; returns how long it was away, in nanoseconds. */
    long open(long nowNanos) {
        shut = false;
        return nowNanos - sinceNanos;
    }
}
