package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, never for ever. */
final class Await {
    private static final long SECONDS = 10;

    private Await() {}

    /** Waits for what another thread or process brings about. */
    static void until(String fact, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within " + SECONDS + " s: " + fact);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
