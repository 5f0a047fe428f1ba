package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is measured against must itself be right. */
class QueueingTest {
    @Test
    void erlangsFormulaGivesTheKnownValues() {
        assertEquals(0.7, Queueing.erlangC(1, 0.7), 1e-12);
        assertEquals(1.0 / 3, Queueing.erlangC(2, 1), 1e-12);
        // Two terms by hand: a^3/3! * 3/(3-a) / (1 + a + a^2/2 + that), a = 2.
        assertEquals(4.0 / 9, Queueing.erlangC(3, 2), 1e-12);
        // Large systems neither overflow nor leave the interval.
        assertTrue(Queueing.erlangC(1_000, 999) > 0.9);
        assertTrue(Queueing.erlangC(1_000, 800) < 1e-6);
    }

    @Test
    void waitOfOneServerIsThatOfTheTextbook() {
        assertEquals(0.7 / 0.3, Queueing.meanWait(1, 0.7), 1e-12);
        assertEquals(1.0 / 3, Queueing.meanWait(2, 1), 1e-12);
    }

    @Test
    void loadThatServersCannotBearIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Queueing.erlangC(2, 2));
        assertThrows(IllegalArgumentException.class, () -> Queueing.erlangC(2, 0));
        assertThrows(IllegalArgumentException.class, () -> Queueing.erlangC(2, Double.NaN));
    }

    @Test
    void eachWaitsForTheFirstServerThatIsFree() {
        double[] arrivals = {0, 1, 2, 3, 20};
        double[] services = {10, 4, 10, 1, 1};
        assertArrayEquals(new double[] {0, 9, 12, 21, 5}, Queueing.waits(1, arrivals, services));
        assertArrayEquals(new double[] {0, 0, 3, 7, 0}, Queueing.waits(2, arrivals, services));
        assertArrayEquals(new double[5], Queueing.waits(5, arrivals, services));
    }

    @Test
    void manyServersAreServedInTheOrderInWhichTheyComeFree() {
        double[] arrivals = new double[200];
        double[] services = new double[200];
        for (int i = 0; i < 200; i++) {
            services[i] = 1 + i * 37 % 64;
        }
        double[] waits = Queueing.waits(64, arrivals, services);
        for (int i = 0; i < 64; i++) {
            assertEquals(0, waits[i]);
        }
        // The 64 first services are 1 to 64 in some order: the next begin when these end, the shortest first.
        assertEquals(1, waits[64]);
        for (int i = 65; i < 200; i++) {
            assertTrue(waits[i] >= waits[i - 1], "first come, first served");
        }
    }

    @Test
    void simulatedRunsLieAroundErlangsMean() {
        for (int servers : new int[] {1, 8}) {
            double load = 0.6 * servers;
            double[] means = Queueing.simulatedMeanWaits(servers, load, 20_000, 60, 7);
            double mean = 0;
            for (double each : means) {
                mean += each / means.length;
            }
            double theory = Queueing.meanWait(servers, load);
            assertEquals(theory, mean, 0.04 * theory);
            assertTrue(means[0] < theory && means[means.length - 1] > theory);
        }
    }
}
