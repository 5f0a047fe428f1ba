package io.overlap.experiments.delays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The bounds of chance: as wide as they must be, and not much wider. */
class ChanceTest {
    @Test
    void boundsAreThoseOfTheInequalities() {
        assertEquals(Math.sqrt(Math.log(2e6) / 2e5), Chance.distance(100_000), 1e-15);
        // Of many draws, 5.39 standard deviations where a normal distribution would have 4.89.
        assertEquals(0.5 - 5.387 * 0.5 / 1e3, Chance.lowestShare(500_000, 1_000_000), 2e-6);
        assertEquals(0.5 + 5.387 * 0.5 / 1e3, Chance.highestShare(500_000, 1_000_000), 2e-6);
        // The largest of a thousand: below s with probability s^1000.
        assertEquals(Math.pow(5e-7, 1e-3), Chance.lowestShare(1_000, 1_000), 1e-9);
    }

    @Test
    void rightSamplesLieWithinThem() {
        SplittableRandom random = new SplittableRandom(42);
        double[] shares = new double[1_000];
        for (int sample = 0; sample < 500; sample++) {
            Arrays.setAll(shares, i -> random.nextDouble());
            Arrays.sort(shares);
            for (int rank : new int[] {1, 10, 100, 500, 900, 990, 999}) {
                double share = rank / 1e3;
                // The quantile that is looked for lies between the draws of nearby ranks.
                assertTrue(Chance.lowestShare(rank, 1_000) < shares[rank - 1], () -> "rank of " + share);
                assertTrue(Chance.highestShare(rank, 1_000) > shares[rank - 1], () -> "rank of " + share);
            }
        }
    }
}
