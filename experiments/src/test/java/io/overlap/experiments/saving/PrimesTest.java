package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which numbers are primes. */
class PrimesTest {
    @Test
    void smallNumbersAreAsEverybodyKnows() {
        List<Long> found =
                LongStream.range(0, 50).filter(Primes::isPrime).boxed().toList();
        assertEquals(List.of(2L, 3L, 5L, 7L, 11L, 13L, 17L, 19L, 23L, 29L, 31L, 37L, 41L, 43L, 47L), found);
    }

    @Test
    void thereAreAsManyAsInTables() {
        assertEquals(31, Primes.countBelow(1 << 7));
        assertEquals(1_028, Primes.countBelow(1 << 13));
        assertEquals(1_900, Primes.countBelow(1 << 14));
    }

    @Test
    void largeNumbersToo() {
        assertTrue(Primes.isPrime(1_000_000_007L));
        assertFalse(Primes.isPrime(1_000_003L * 1_000_033L));
        assertTrue(Primes.isPrime((1L << 31) - 1));
        assertFalse(Primes.isPrime(46_337L * 46_337L));
    }
}
