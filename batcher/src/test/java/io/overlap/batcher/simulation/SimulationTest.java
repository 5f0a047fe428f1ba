package io.overlap.batcher.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conservation, bounds, order and a hostile writer, under many seeds. {@code -Doverlap.seeds=N} runs more. */
@Timeout(600)
class SimulationTest {
    private static final boolean NEWEST = Runtime.version().feature() > 17;
    private static final int SEEDS = Integer.getInteger("overlap.seeds", NEWEST ? 2_000 : 500);

    @Test
    void everyPromiseHoldsInEveryOrder() {
        Map<Fault, Integer> seen = new EnumMap<>(Fault.class);
        LongStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> new Simulation(seed).faultsOf())
                .forEach(faults -> count(faults, seen));
        for (Fault fault : EnumSet.allOf(Fault.class)) {
            int seeds = seen.getOrDefault(fault, 0);
            assertTrue(seeds >= SEEDS / 20, () -> fault + " happened in " + seeds + " of " + SEEDS + " seeds");
        }
    }

    private static void count(Set<Fault> faults, Map<Fault, Integer> seen) {
        synchronized (seen) {
            faults.forEach(fault -> seen.merge(fault, 1, Integer::sum));
        }
    }
}
