package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inverse normal distribution, in each of its three ranges and where they meet. */
class NormalQuantileTest {

    @ParameterizedTest
    @CsvSource({
        "1e-300, -37.0470962993612",
        "1e-6,   -4.753424308822899",
        "0.001,  -3.090232306167813",
        "0.0749, -1.4402382675279632",
        "0.075,  -1.4395314709384557",
        "0.0751, -1.4388253927525398",
        "0.25,   -0.6744897501960817",
        "0.5,    0",
        "0.9,    1.2815515655446008",
        "0.975,  1.9599639845400536",
        "0.99,   2.3263478740408408",
        "0.999999999, 5.997807019601638"
    })
    void knownValuesAreMet(double share, double value) {
        assertEquals(value, NormalQuantile.of(share), 1e-15 + Math.abs(value) * 1e-14);
    }

    @Test
    void distributionFunctionLeadsBackToTheShare() {
        for (int i = 1; i < 1_000; i++) {
            assertEquals(i / 1e3, Laws.standardNormal(NormalQuantile.of(i / 1e3)), 1e-14);
        }
    }

    @Test
    void itRisesAlsoWhereItsRangesMeet() {
        double last = Double.NEGATIVE_INFINITY;
        for (double share = 0x1p-60; share < 0.99; share += share / 64) {
            double value = NormalQuantile.of(share);
            assertTrue(value > last, () -> "at " + value);
            last = value;
            last = value;
        }
    }
}
