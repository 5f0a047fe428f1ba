package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.overlap.experiments.Claim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of the figures of primes. */
class PrimesClaimsTest {
    @Test
    void boundsAreClaimedWhereTheyWereSet() {
        List<PrimesRow> rows = new ArrayList<>(List.of(
                sizes(Variant.OURS, 0.578, 0.55, new Proof(1_028, 1_028, 1_028L, 101)),
                balanced(Variant.NONE, 3),
                balanced(Variant.SAVING, 3.1),
                balanced(Variant.BOOK, 5.4),
                balanced(Variant.OURS, 3.2)));
        assertEquals(
                List.of(
                        "FAILS   primes below 8,192: ours over the ideal 1.051, at most 1.050 times",
                        "holds   primes below 8,192: requests of each trial 1028, exactly 1028",
                        "FAILS   primes below 8,192: requests in flight 101, at most 100 at once",
                        "holds   balanced: ours over the longer of computing and saving 1.032, at most 1.050 times",
                        "FAILS   balanced: the book's batcher over their sum 0.885, at least 0.900",
                        "holds   rows in which a prime is missing or doubled 0, exactly 0"),
                lines(PrimesClaims.of(PrimesOptions.DEFAULT, rows)));
        assertEquals(List.of(), PrimesClaims.of(PrimesOptions.QUICK, rows));

        PrimesRow doubled = sizes(Variant.OURS, 0.56, 0.55, new Proof(1_029, 1_028, 1_029L, 100));
        List<String> said = lines(PrimesClaims.of(PrimesOptions.DEFAULT, List.of(doubled)));
        assertEquals("FAILS   primes below 8,192: requests of each trial 1029, exactly 1028", said.get(1));
        assertEquals("FAILS   rows in which a prime is missing or doubled 1, exactly 0", said.getLast());
    }

    @Test
    void scaledSecondsAreForAllPrimes() {
        PrimesCase serial = new PrimesCase("sizes", PrimesExperiment.SERVER, Variant.SERIAL, 2, 8_192, 1_028);
        assertEquals(50, serial.timed());
        PrimesRow row = PrimesRow.of(serial, 0.55, List.of(new SavingTrial(2.5, 50, null)));
        assertEquals(51.4, row.seconds().median(), 1e-9);
        PrimesCase database = new PrimesCase("database", "SQLite", Variant.SERIAL, 2, 8_192, 1_028);
        assertFalse(database.scaled()); // a row takes too little to be scaled from
    }

    @Test
    void requestsAreOnlyToldIfAllTrialsAgree() {
        PrimesCase how = new PrimesCase("sizes", PrimesExperiment.SERVER, Variant.OURS, 2, 128, 31);
        SavingTrial fine = new SavingTrial(0.06, 31, new Proof(31, 31, 31L, 31));
        SavingTrial more = new SavingTrial(0.06, 31, new Proof(31, 31, 32L, 31));
        assertEquals(31, PrimesRow.of(how, 0.05, List.of(fine, fine)).requests());
        assertEquals(-1, PrimesRow.of(how, 0.05, List.of(fine, more)).requests());
        assertNull(PrimesRow.of(how, 0.05, List.of(new SavingTrial(0.06, 31, null)))
                .requests());
    }

    private static PrimesRow sizes(Variant variant, double seconds, @Nullable Double ideal, Proof proof) {
        PrimesCase how = new PrimesCase("sizes", PrimesExperiment.SERVER, variant, 2, 8_192, 1_028);
        return PrimesRow.of(how, ideal, List.of(new SavingTrial(seconds, 1_028, proof)));
    }

    private static PrimesRow balanced(Variant variant, double seconds) {
        PrimesCase how = new PrimesCase("balanced", PrimesExperiment.SERVER, variant, 1L << 37, 0, 6_000);
        return PrimesRow.of(how, 3.0, List.of(new SavingTrial(seconds, 6_000, null)));
    }

    private static List<String> lines(List<Claim> claims) {
        return claims.stream().map(Claim::line).toList();
    }
}
