package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.CompareListener;
import io.overlap.experiments.database.DatabaseUrl;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real server, a real SQLite, and few items. */
@Timeout(60)
class SavingExperimentTest {
    private static final CompareListener QUIET = new CompareListener() {};

    @Test
    void eachPrimeIsSavedOnceInEveryWay() throws Exception {
        PrimesOptions options = new PrimesOptions(
                List.of(7, 9), Duration.ofMillis(5), 2, 1, 150, List.of(DatabaseUrl.TEMPORARY_SQLITE));
        PrimesRun run = new PrimesExperiment(options, QUIET).run();
        assertFalse(run.failed(), run::table);
        assertEquals(2 * 4 + 2 * 2 + 4, run.rows().size(), run::table);
        PrimesRow ours = run.rows().stream()
                .filter(row -> row.how().part().equals("sizes")
                        && row.how().variant() == Variant.OURS
                        && row.how().limit() == 512)
                .findFirst()
                .orElseThrow();
        assertEquals(97, ours.requests());
        assertTrue(assertNotNullAnd(ours.maxInFlight()) <= SaveServer.CAP);
        assertEquals(0.005, ours.idealSeconds());
        assertTrue(ours.seconds().low() >= 0.005, ours::toString);
        PrimesRow serial = run.rows().stream()
                .filter(row ->
                        row.how().variant() == Variant.SERIAL && row.how().scaled())
                .findFirst()
                .orElseThrow();
        assertEquals(50, serial.trials().getFirst().items());
        assertTrue(serial.seconds().low() >= 97 * 0.005, serial::toString);
        assertEquals(List.of(), run.claims(), "their bounds are for other parameters");
        JsonObject json = JsonParser.parseString(run.json()).getAsJsonObject();
        assertEquals("primes", json.get("experiment").getAsString());
        assertFalse(run.json().contains("127.0.0.1") || run.json().contains("/tmp"), "names a place");
    }

    private static int assertNotNullAnd(@Nullable Integer value) {
        assertNotNull(value);
        return value;
    }

    @Test
    void eachResultIsSavedOnceInEveryWay() throws Exception {
        WorkloadOptions options =
                new WorkloadOptions(List.of(new WorkloadOptions.Task(4, 120)), Duration.ofMillis(5), 2);
        WorkloadRun run = new WorkloadExperiment(options, QUIET).run();
        assertFalse(run.failed(), run::table);
        assertEquals(
                List.of(Variant.NONE, Variant.FILE, Variant.SERIAL, Variant.BOOK, Variant.OURS),
                run.rows().stream().map(WorkloadRow::variant).toList());
        assertNull(run.rows().getFirst().overhead());
        for (WorkloadRow row : run.rows().subList(1, 5)) {
            assertNotNull(row.overhead());
            Proof proof = row.trials().getFirst().proof();
            assertNotNull(proof);
            assertEquals(row.variant() == Variant.SERIAL ? 25 : 120, proof.distinct());
        }
        assertEquals(
                "workload",
                JsonParser.parseString(run.json())
                        .getAsJsonObject()
                        .get("experiment")
                        .getAsString());
    }

    @Test
    void aStopEndsItSoonWithWhatWasOver() throws Exception {
        PrimesExperiment[] experiment = new PrimesExperiment[1];
        CompareListener stopper = new CompareListener() {
            @Override
            public void trialEnded(String trial, long results, long failed, double seconds) {
                experiment[0].stop();
            }
        };
        experiment[0] = new PrimesExperiment(
                new PrimesOptions(List.of(7), Duration.ofMillis(5), 2, 0, 100, List.of(DatabaseUrl.TEMPORARY_SQLITE)),
                stopper);
        PrimesRun run = experiment[0].run();
        assertTrue(run.stopped());
        assertEquals(1, run.rows().size());
        assertTrue(run.table().contains("stopped before its end"));
    }

    @Test
    void badOptionsAreRefusedWithTheirValue() {
        assertThrows(IllegalArgumentException.class, () -> PrimesOptions.DEFAULT.withReps(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PrimesOptions(List.of(40), Duration.ofMillis(5), 1, 0, 1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(20, 1));
        assertThrows(IllegalArgumentException.class, () -> WorkloadOptions.DEFAULT.withReps(0));
    }
}
