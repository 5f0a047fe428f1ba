package io.overlap.batcher.simulation;

import io.overlap.batcher.BatchClock;
import io.overlap.batcher.ManualClock;
import java.time.Duration;
import java.util.SplittableRandom;

/** A manual clock that may ring late, and that says so if it is asked to ring for ever without moving on. */
final class LateClock implements BatchClock {
    private static final int MANY = 20_000;

    private final ManualClock clock = new ManualClock();
    private final SplittableRandom random;
    private final long mostLateNanos;
    private long lastRungNanos;
    private int rungAtOnce;

    LateClock(SplittableRandom random, long mostLateNanos) {
        this.random = random;
        this.mostLateNanos = mostLateNanos;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        if (delayNanos < 0) {
            throw new Violation("asked to ring in " + delayNanos + " ns");
        }
        long late = mostLateNanos == 0 ? 0 : random.nextLong(mostLateNanos);
        return clock.schedule(() -> ring(task), delayNanos + late);
    }

    private void ring(Runnable task) {
        rungAtOnce = nanoTime() == lastRungNanos ? rungAtOnce + 1 : 0;
        lastRungNanos = nanoTime();
        if (rungAtOnce > MANY) {
            throw new Violation("rings without end at " + lastRungNanos);
        }
        task.run();
    }

    void advance(long nanos) {
        clock.advance(Duration.ofNanos(nanos));
    }

    /** Nanoseconds until it rings, or -1. */
    long untilNextNanos() {
        Duration next = clock.untilNext();
        return next == null ? -1 : next.toNanos();
    }

    long mostLateNanos() {
        return mostLateNanos;
    }
}
