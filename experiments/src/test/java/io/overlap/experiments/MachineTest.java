package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where a run was made, and what memory it took. */
class MachineTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxKnowsAllButTheCommit() {
        Machine machine = Machine.before().after("nio", 0);

        for (String told : new String[] {
            machine.cpu(), machine.os(), machine.kernel(), machine.jvm(), machine.gc(), machine.started()
        }) {
            assertFalse(told.isBlank(), machine.toString());
        }
        assertTrue(machine.cores() >= 1 && machine.memoryBytes() > 1L << 20, machine.toString());
        assertTrue(machine.loadBefore() >= 0 && machine.loadAfter() >= 0, machine.toString());
        assertNotNull(machine.stealPercent());
        assertNotNull(machine.disturbed());
        assertEquals("nio", machine.transport());
        assertTrue(machine.line().contains(", server on nio"), machine.line());
    }

    @Test
    void aPeakOfHeapIsSeen() {
        try (HeapWatch watch = new HeapWatch()) {
            watch.restart();
            long before = watch.peakBytes();
            byte[][] held = new byte[20][1 << 20];
            held[19][0] = 1;
            System.gc();
            Await.until("a collection saw 20 MB more", () -> watch.peakBytes() > before + (15L << 20));
            assertEquals(1, held[19][0]);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxKnowsTheResidentMemory() {
        Long peak = HeapWatch.peakRssBytes();
        assertNotNull(peak);
        assertTrue(peak > 10L << 20, "bytes: " + peak);
    }
}
