package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where finding primes takes as long as saving them. */
class BalanceTest {
    private static final long GUESS = 1L << 36;

    private final AtomicInteger measured = new AtomicInteger();

    private double byRoot(long from, double perRoot) {
        measured.incrementAndGet();
        return Math.sqrt((double) from) * perRoot;
    }

    @Test
    void rootIsFoundAtOnceFromFarAwayOnEitherSide() {
        for (double perRoot : new double[] {1e-7, 1e-6, 1e-4}) {
            measured.set(0);
            long from = Balance.from(GUESS, 3, number -> byRoot(number, perRoot));
            double ratio = Math.sqrt((double) from) * perRoot / 3;
            assertTrue(Math.abs(Math.log(ratio)) <= Balance.NEAR, perRoot + ": " + ratio);
            assertTrue(measured.get() <= 4, perRoot + ": " + measured);
        }
    }

    @Test
    void nearestIsKeptWhereItIsNeverReached() {
        long from = Balance.from(GUESS, 3, number -> {
            measured.incrementAndGet();
            return number == GUESS ? 2 : 1; // the first guess was the best
        });
        assertEquals(GUESS, from);
        assertTrue(measured.get() <= 20, measured::toString);
    }

    @Test
    void aMachineThatIsTooFastEndsAtTheLargestNumber() {
        long from = Balance.from(GUESS, 1e9, number -> byRoot(number, 1e-9));
        assertTrue(from > GUESS && from <= 1L << 55, () -> "" + from);
    }
}
