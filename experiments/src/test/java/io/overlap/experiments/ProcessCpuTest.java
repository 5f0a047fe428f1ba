package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The process's CPU clock against the clock on the wall. */
class ProcessCpuTest {
    @Test
    void fineClockGoesOnByLessThanATick() {
        ProcessCpu cpu = ProcessCpu.fine();
        long before = cpu.nanos();
        long start = System.nanoTime();
        while (cpu.nanos() - before < 1_000_000) {
            assertTrue(System.nanoTime() - start < 10_000_000_000L, "10 s of asking took less than 1 ms of CPU");
        }
        assertTrue(cpu.nanos() - before < 10_000_000_000L);
        assertTrue(cpu.tells(1));
    }

    @Test
    void fewTicksSayNothing() {
        assertFalse(ProcessCpu.coarse().tells(40_000_000));
        assertTrue(ProcessCpu.coarse().tells(50_000_000));
    }

    @Test
    void bothClocksTellTheSame() {
        long fine = ProcessCpu.fine().nanos();
        long coarse = ProcessCpu.coarse().nanos();
        assertTrue(Math.abs(coarse - fine) < 1_000_000_000L, fine + " and " + coarse);
    }
}
