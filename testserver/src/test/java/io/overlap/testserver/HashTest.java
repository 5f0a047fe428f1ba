package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash behind what is random here: what it gave once it gives for ever, or a run could not be repeated. */
class HashTest {

    /** Computed by another program from the description of the hash. */
    @ParameterizedTest
    @CsvSource({
        "0, '', 0, f52a15e9a9b5e89b",
        "42, x, 0, 57d152d198e01be6",
        "42, x, 1, 842493b45354046c",
    })
    void valuesAreThoseOfEver(long seed, String text, int nth, String hex) {
        assertEquals(hex, Long.toHexString(Hash.of(seed, text, nth)));
    }

    @Test
    void eachBitIsSetInHalfOfAllHashes() {
        int[] set = new int[Long.SIZE];
        for (int i = 0; i < 10_000; i++) {
            long hash = Hash.of(42, "/add?name=u" + i, 0);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                set[bit] += (int) ((hash >>> bit) & 1);
            }
        }
        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertEquals(5_000, set[bit], 250, "bit " + bit); // five standard deviations
        }
    }
}
