package io.overlap.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts only, never a time. */
final class TrialTest {
    private static final int ITEMS = 20_000;

    @ParameterizedTest
    @EnumSource(Candidate.class)
    void everyContestantSavesAllItemsOfOneProducer(Candidate candidate) throws Exception {
        assertTrue(new Trial(candidate, 1, ITEMS, Row.some()).run().meanBatch() <= Limits.MAX_ITEMS);
    }

    @ParameterizedTest
    @EnumSource(Candidate.class)
    void everyContestantSavesAllItemsOfFourProducers(Candidate candidate) throws Exception {
        assertTrue(new Trial(candidate, 4, ITEMS, Row.some()).run().meanBatch() <= Limits.MAX_ITEMS);
    }
}
