package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.RecordingListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heavy computing, each result saved, in small. */
@Timeout(120)
class WorkloadExperimentTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final WorkloadOptions.Task CHEAP = new WorkloadOptions.Task(4, 120);

    private final RecordingListener heard = new RecordingListener();

    @Test
    void eachVariantSavesEachResultOnce() throws Exception {
        WorkloadRun run = new WorkloadExperiment(new WorkloadOptions(List.of(CHEAP), SHORT, 2), heard).run();
        assertFalse(run.failed(), run::json);
        assertEquals(
                List.of(Variant.NONE, Variant.FILE, Variant.SERIAL, Variant.BOOK, Variant.OURS),
                run.rows().stream().map(WorkloadRow::variant).toList());
        for (WorkloadRow row : run.rows()) {
            assertEquals(
                    row.variant() == Variant.NONE || row.variant() == Variant.OURS ? 2 : 1,
                    row.trials().size(),
                    row::toString);
            for (SavingTrial trial : row.trials()) {
                Proof proof = trial.proof();
                assertEquals(row.variant() == Variant.NONE, proof == null, row::toString);
                assertTrue(proof == null || proof.eachOnce(trial.items()), row::toString);
            }
            assertEquals(row.variant() == Variant.NONE, row.overhead() == null, row::toString);
        }
        assertEquals(List.of(), run.claims()); // they are for other parameters
        assertTrue(run.table().contains("* timed for the first few, and scaled"), run::table);
        JsonObject json = JsonParser.parseString(run.json()).getAsJsonObject();
        assertEquals("workload", json.get("experiment").getAsString());
        assertEquals(5, json.getAsJsonArray("rows").size());
        assertFalse(run.json().contains("127.0.0.1"), run::json);
        assertFalse(run.json().contains(System.getProperty("java.io.tmpdir")), run::json);
    }

    @Test
    void optionsAreCheckedBeforeAnythingStarts() {
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(3, 1));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(17, 1));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(8, 0));
        assertThrows(IllegalArgumentException.class, () -> WorkloadOptions.DEFAULT.withReps(0));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions(List.of(), SHORT, 1));
        assertThrows(IllegalArgumentException.class, () -> WorkloadOptions.DEFAULT.withItems(0));
        assertFalse(WorkloadOptions.DEFAULT.withItems(400).claimed());
    }
}
