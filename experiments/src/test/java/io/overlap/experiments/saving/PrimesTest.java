package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PrimesTest {
    @Test
    void thereAreAsManyAsMathematicsSays() {
        assertEquals(31, Primes.countBelow(128));
        assertEquals(1_028, Primes.countBelow(8_192));
        assertEquals(1_900, Primes.countBelow(16_384));
    }

    @Test
    void largeOnesAreTold() {
        assertTrue(Primes.isPrime(1_000_003));
        assertTrue(Primes.isPrime((1L << 31) - 1));
        assertFalse(Primes.isPrime(1_000_003L * 999_983));
        assertFalse(Primes.isPrime(1));
    }

    @Test
    void theBalanceIsFoundWhereFindingTakesTheTargetsTime() {
        long from = Balance.from(1L << 36, 3, number -> 4e-6 * Math.sqrt((double) number));
        assertEquals(3, 4e-6 * Math.sqrt((double) from), 3 * Balance.NEAR);
    }

    @Test
    void theBalanceIsTheNearestTriedIfTimesAreNoisy() {
        double[] noise = {1.4, 0.6, 1.3, 0.7, 1.2, 0.8, 1.25, 0.75};
        int[] call = {0};
        long from = Balance.from(
                1L << 30,
                3,
                number -> 4e-6 * Math.sqrt((double) number) * noise[Math.min(call[0]++, noise.length - 1)]);
        assertTrue(from > 1L << 36 && from < 1L << 43, () -> "" + from);
    }

    @Test
    void theBooksTimesAreThoseOfItsFile() {
        assertEquals(59.97337, Book.primes(Variant.SERIAL, 8_192));
        assertEquals(4.29239, Book.primes(Variant.BOOK, 8_192));
        assertEquals(null, Book.primes(Variant.OURS, 8_192));
        assertEquals(null, Book.primes(Variant.SERIAL, 32_768));
        assertEquals(25.226, Book.workload(Variant.OURS, 400, 10));
        assertEquals(24.937, Book.workload(Variant.NONE, 400, 10));
    }
}
