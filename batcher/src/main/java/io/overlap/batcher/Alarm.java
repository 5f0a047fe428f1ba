package io.overlap.batcher;

/** One wake-up: the earliest that was asked for. A late one is not moved; it finds out itself what is due. Owned by the engine's lock. */
final class Alarm {
    private final BatchClock clock;
    private final Runnable ring;
    private boolean set;
    private long atNanos;
    private Runnable unset = () -> {};

    Alarm(BatchClock clock, Runnable ring) {
        this.clock = clock;
        this.ring = ring;
    }

    void in(long delayNanos, long nowNanos) {
        if (delayNanos != Backlog.NEVER && (!set || nowNanos + delayNanos - atNanos < 0)) {
            unset.run();
            set = true;
            atNanos = nowNanos + delayNanos;
            unset = clock.schedule(ring, delayNanos);
        }
    }

    /** It rings. */
    void rung() {
        set = false;
    }
}
