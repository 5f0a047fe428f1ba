package io.overlap.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.overlap.experiments.batcher.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChaosCaseTest {
    @ParameterizedTest
    @EnumSource(Fault.class)
    void oursLosesNothingAndHangsNowhere(Fault fault) throws InterruptedException {
        ChaosRow row = new ChaosCase(new OursPeer(), fault).run();
        assertEquals(0, row.lost(), row::line);
        assertEquals(0, row.hung(), row::line);
        assertEquals(0, row.mistold(), row::line);
        assertEquals(0, row.blockedSaves(), row::line);
        assertNotNull(row.closeSeconds(), row::line);
    }
}
