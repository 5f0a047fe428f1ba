package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.overlap.testserver.ServerStats;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a comparison says: its table, its claims, its JSON. */
class CompareTableTest {
    private static final ServerStats.Lateness LATENESS = new ServerStats.Lateness(0.1, 0.2, 0.25, 0.3);

    private final Map<VariantName, List<Trial>> trials = new EnumMap<>(VariantName.class);

    @Test
    void rowsAreRankedByTime() {
        took(VariantName.THREADS, 0.3);
        took(VariantName.VIRTUAL, 0.2);
        took(VariantName.ASYNC, 0.1);

        assertEquals(List.of("async", "virtual", "threads"), firstWords(run(small())));
        assertTrue(CompareTable.write(run(small())).contains("by time:   async < virtual < threads"));
    }

    @Test
    void unequalWorkStandsApartAndIsNotRanked() {
        took(VariantName.THREADS, 0.3);
        took(VariantName.VIRTUAL, 0.2);
        trials.put(VariantName.ASYNC, List.of(trial(small(), 0.01, 59, Map.of(), true)));

        String table = CompareTable.write(run(small()));

        assertEquals(List.of("virtual", "threads", "async"), firstWords(run(small())));
        assertTrue(table.lines().anyMatch(line -> line.startsWith("async !")), table);
        assertTrue(table.contains("by time:   virtual < threads\n"), table);
        assertTrue(table.contains("did not do the same work"), table);
    }

    @Test
    void oneBadTrialMakesARowUnequal() {
        trials.put(
                VariantName.ASYNC,
                List.of(trial(small(), 0.1, 60, Map.of(), true), trial(small(), 0.1, 60, Map.of(), false)));
        assertFalse(run(small()).rows().getFirst().equalWork());
    }

    @Test
    void failuresAreCountedByKindAndAreUnequal() {
        trials.put(
                VariantName.ASYNC,
                List.of(
                        trial(small(), 0.1, 60, Map.of("reset", 2L), true),
                        trial(small(), 0.1, 60, Map.of("reset", 1L, "timeout", 1_000L), true)));

        CompareRun run = run(small());

        assertEquals(
                Map.of("reset", 3L, "timeout", 1_000L), run.rows().getFirst().failures());
        assertFalse(run.rows().getFirst().equalWork());
        assertTrue(run.failed());
        assertTrue(CompareTable.write(run).contains("3 reset, 1,000 timeout"));
    }

    @Test
    void withoutSerialThereIsNoSpeedup() {
        took(VariantName.ASYNC, 0.1);
        assertNull(run(small()).rows().getFirst().speedup());
        took(VariantName.SERIAL, 1);
        CompareRow async = run(small()).rows().getLast();
        assertEquals(12, async.speedup() == null ? 0 : async.speedup(), 1e-9, "1 s for 50 is 1.2 s for 60");
    }

    @Test
    void claimsAppearOnlyWithTheirParameters() {
        CompareOptions claimed =
                new CompareOptions(List.of(VariantName.ASYNC), 5_000, Small.delay(100), 100, 1, 0, false, null, null);
        trials.put(VariantName.ASYNC, List.of(trial(claimed, 5.2, 5_000, Map.of(), true)));

        CompareRun run = run(claimed);

        assertEquals(
                List.of("async.efficiency", "async.max_in_flight", "async.failures", "async.equal_work"),
                run.claims().stream().map(Claim::id).toList());
        assertEquals(
                List.of(false, false, true, true),
                run.claims().stream().map(Claim::holds).toList());
        JsonObject root = JsonForm.check(CompareJson.write(run));
        assertEquals(4, root.getAsJsonArray("claims").size());
        assertEquals(List.of(), run(small()).claims());
    }

    @Test
    void aClaimIsALine() {
        assertEquals(
                "holds   async efficiency 0.987, at least 0.980",
                Claim.atLeast("async.efficiency", "async efficiency", 0.987, 0.98)
                        .line());
        assertEquals(
                "FAILS   async failures 3, exactly 0",
                Claim.exactly("async.failures", "async failures", 3, 0).line());
        assertTrue(Claim.atLeast("x", "x", 0.98, 0.98).holds());
        assertFalse(Claim.atLeast("x", "x", 0.9799, 0.98).holds());
    }

    @Test
    void disturbanceIsSaid() {
        took(VariantName.ASYNC, 0.1);
        CompareRun run = CompareRun.of(small(), Small.machine(true), trials, false);
        assertTrue(CompareTable.write(run).contains("disturbed: other processes"));
        assertFalse(CompareTable.write(run(small())).contains("disturbed"));
    }

    private static CompareOptions small() {
        return Small.bundled(10, Small.ALL);
    }

    private CompareRun run(CompareOptions options) {
        return CompareRun.of(options, Small.machine(null), trials, false);
    }

    private void took(VariantName variant, double seconds) {
        CompareOptions options = small();
        CompareRun.Expected expected = CompareRun.Expected.ofBundled(options);
        String hash = options.scaled(variant) ? expected.prefixHash() : expected.hash();
        Outcome outcome = Small.outcome(seconds, options.requestsOf(variant), Map.of(), String.valueOf(hash));
        trials.put(variant, List.of(new Trial(outcome, 1, LATENESS, true)));
    }

    private static Trial trial(
            CompareOptions options, double seconds, long requests, Map<String, Long> failures, boolean eachOnce) {
        String hash = String.valueOf(CompareRun.Expected.ofBundled(options).hash());
        return new Trial(Small.outcome(seconds, requests, failures, hash), 99, LATENESS, eachOnce);
    }

    /** Of the rows of the table, from top to bottom. */
    private static List<String> firstWords(CompareRun run) {
        return CompareTable.write(run)
                .lines()
                .map(line -> line.split("[ *]", 2)[0])
                .filter(List.of(VariantName.all().split(",", -1))::contains)
                .toList();
    }
}
