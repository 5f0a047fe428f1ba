package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.RecordingListener;
import io.overlap.experiments.database.DatabaseUrl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Primes found and saved, in small. */
@Timeout(120)
class PrimesExperimentTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    private final RecordingListener heard = new RecordingListener();

    @Test
    void eachVariantSavesEachPrimeOnceAndTheServerProvesIt() throws Exception {
        PrimesRun run = new PrimesExperiment(small(2, List.of(DatabaseUrl.TEMPORARY_SQLITE)), heard).run();
        assertFalse(run.failed(), run::json);
        assertFalse(run.stopped());
        assertEquals(List.of(), run.claims()); // they are for other parameters
        assertEquals(List.of(), heard.failed);
        assertEquals(2 * 4 + 2 * 2 + 4, run.rows().size()); // by size, in a database, balanced
        for (PrimesRow row : run.rows()) {
            assertEquals(2, row.trials().size(), row::toString);
            for (SavingTrial trial : row.trials()) {
                Proof proof = trial.proof();
                assertEquals(row.how().variant() == Variant.NONE, proof == null, row::toString);
                assertEquals(row.how().timed(), trial.items());
                assertTrue(proof == null || proof.count() == trial.items(), row::toString);
            }
        }
        PrimesRow ours = row(run, "sizes", Variant.OURS, 1_024);
        assertEquals(172, ours.requests());
        assertTrue(Objects.requireNonNull(ours.maxInFlight()) <= SaveServer.CAP, ours::toString);
        assertEquals(0.01, ours.idealSeconds()); // two rounds of 100
        assertTrue(ours.seconds().low() >= 0.01, ours::toString);
        PrimesRow serial = row(run, "sizes", Variant.SERIAL, 1_024);
        assertTrue(serial.how().scaled());
        assertEquals(50, serial.requests());
        assertEquals(1, serial.maxInFlight());
        assertTrue(serial.seconds().low() >= 172 * 0.005, serial::toString);
    }

    @Test
    void jsonTellsEachRowAndNothingOfThePlace() throws Exception {
        PrimesRun run = new PrimesExperiment(small(1, List.of()), heard).run();
        JsonObject json = JsonParser.parseString(run.json()).getAsJsonObject();
        assertEquals("primes", json.get("experiment").getAsString());
        JsonArray rows = json.getAsJsonArray("rows");
        assertEquals(2 * 4 + 4, rows.size());
        JsonObject first = rows.get(0).getAsJsonObject();
        assertEquals("sizes", first.get("part").getAsString());
        assertEquals("none", first.get("variant").getAsString());
        assertEquals(0.00013, first.get("book_seconds").getAsDouble());
        assertFalse(run.json().contains("127.0.0.1"), run::json);
        assertFalse(run.json().contains(System.getProperty("java.io.tmpdir")), run::json);
        assertTrue(run.table().contains("Where computing and saving take equally long: 60 primes"), run::table);
        assertTrue(run.table().contains("* the first 50, scaled"), run::table);
    }

    @Test
    void stoppedRunTellsWhatWasOver() throws Exception {
        PrimesExperiment experiment = new PrimesExperiment(small(1_000, List.of()), heard);
        heard.onStart(trial -> {
            if (heard.started.size() == 6) {
                experiment.stop();
            }
        });
        PrimesRun run = experiment.run();
        assertTrue(run.stopped());
        assertTrue(heard.announced() > 6_000, () -> "" + heard.announced());
        assertTrue(heard.started.size() <= 7, heard.started::toString);
        assertTrue(run.table().contains("stopped before its end"), run::table);
        assertTrue(JsonParser.parseString(run.json())
                .getAsJsonObject()
                .getAsJsonObject("parameters")
                .get("stopped")
                .getAsBoolean());
    }

    @Test
    void optionsAreCheckedBeforeAnythingStarts() {
        PrimesOptions fine = PrimesOptions.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> fine.withReps(0));
        for (List<Integer> powers : List.of(List.<Integer>of(), List.of(1), List.of(21))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new PrimesOptions(powers, SHORT, 1, 0, 60, List.of()),
                    powers::toString);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new PrimesOptions(List.of(7), Duration.ZERO, 1, 0, 60, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new PrimesOptions(List.of(7), SHORT, 1, 0, 0, List.of()));
    }

    private static PrimesOptions small(int reps, List<DatabaseUrl> into) {
        return new PrimesOptions(List.of(7, 10), SHORT, reps, 2, 60, into);
    }

    private static PrimesRow row(PrimesRun run, String part, Variant variant, long limit) {
        return run.rows().stream()
                .filter(row -> row.how().part().equals(part)
                        && row.how().variant() == variant
                        && row.how().limit() == limit)
                .findFirst()
                .orElseThrow();
    }
}
