package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.Claim;
import io.overlap.experiments.Interval;
import io.overlap.experiments.Machine;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heavy computing, each result saved, in small, and what is made of the figures. */
@Timeout(120)
class WorkloadExperimentTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final WorkloadOptions.Task CHEAP = new WorkloadOptions.Task(4, 120);

    private final Heard heard = new Heard();

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
    void trialStoppedBeforeItsFirstSaveDoesNotCount() throws Exception {
        WorkloadOptions.Task few = new WorkloadOptions.Task(4, 5);
        WorkloadExperiment experiment = new WorkloadExperiment(new WorkloadOptions(List.of(few), SHORT, 1_000), heard);
        heard.onStart((trial, position) -> {
            if (trial.startsWith("ours-cost-4-2")) {
                experiment.stop();
            }
        });
        WorkloadRun run = experiment.run();
        assertTrue(run.stopped());
        assertTrue(heard.started.getLast().startsWith("ours-cost-4-2"), heard.started::toString);
        WorkloadRow ours = WorkloadRun.find(run.rows(), few, Variant.OURS);
        assertNotNull(ours);
        assertEquals(1, ours.trials().size());
        assertFalse(run.failed());
        assertTrue(run.table().contains("stopped before its end"), run::table);
    }

    @Test
    void overheadIsOverTheTrialWithoutSavingOfItsRound() {
        WorkloadOptions.Task task = new WorkloadOptions.Task(10, 400);
        List<SavingTrial> without = trials(400, 20, 40);
        WorkloadRow ours = WorkloadRow.of(task, Variant.OURS, trials(400, 20.2, 40.2), without);
        Interval overhead = ours.overhead();
        assertNotNull(overhead);
        assertEquals(0.005, overhead.low(), 1e-9);
        assertEquals(0.01, overhead.high(), 1e-9);
        WorkloadRow serial = WorkloadRow.of(task, Variant.SERIAL, trials(25, 3.75), without);
        assertTrue(serial.scaled());
        assertEquals(60, serial.seconds().median(), 1e-9);
        Interval threefold = serial.overhead();
        assertNotNull(threefold);
        assertEquals(2, threefold.median(), 1e-9);
        assertNull(
                WorkloadRow.of(task, Variant.OURS, trials(400, 20), List.of()).overhead());
        assertNull(WorkloadRow.of(task, Variant.NONE, without, without).overhead());
    }

    @Test
    void oneMorePercentIsClaimedOrAsFarAsNoSavingGoesItself() {
        assertEquals(
                List.of(
                        "holds   cost 10: ours over no saving 1.009, at most 1.010 times",
                        "holds   rows in which a result is missing or doubled 0, exactly 0"),
                lines(10, new double[] {20, 20, 20}, new double[] {20.18, 20.18, 20.18}));
        assertEquals(
                "FAILS   cost 10: ours over no saving 1.011, at most 1.010 times",
                lines(10, new double[] {20, 20, 20}, new double[] {20.22, 20.22, 20.22})
                        .getFirst());
        assertEquals(
                "holds   cost 12: ours over no saving 1.020, at most 1.030 times",
                lines(12, new double[] {19, 20, 20.6}, new double[] {20.4, 20.4, 20.4})
                        .getFirst());
        assertEquals(1, lines(8, new double[] {20}, new double[] {30}).size()); // not where the work is small
    }

    private static List<String> lines(int cost, double[] none, double[] ours) {
        WorkloadOptions.Task task = WorkloadOptions.DEFAULT.tasks().stream()
                .filter(one -> one.cost() == cost)
                .findFirst()
                .orElseThrow();
        List<SavingTrial> without = trials(task.items(), none);
        List<WorkloadRow> rows = List.of(
                WorkloadRow.of(task, Variant.NONE, without, without),
                WorkloadRow.of(task, Variant.OURS, trials(task.items(), ours), without));
        return WorkloadRun.of(WorkloadOptions.DEFAULT, Machine.before().after(null, 0), rows, false).claims().stream()
                .map(Claim::line)
                .toList();
    }

    @Test
    void bookHasTheOverheadsOfItsOwnCosts() {
        WorkloadOptions.Task task = new WorkloadOptions.Task(10, 7);
        List<SavingTrial> any = trials(7, 1);
        Double async = WorkloadRun.bookOverhead(WorkloadRow.of(task, Variant.OURS, any, any));
        assertNotNull(async);
        assertEquals(25.226 / 24.937 - 1, async, 1e-9);
        assertNull(WorkloadRun.bookOverhead(WorkloadRow.of(task, Variant.NONE, any, any)));
        WorkloadOptions.Task unknown = new WorkloadOptions.Task(9, 7);
        assertNull(WorkloadRun.bookOverhead(WorkloadRow.of(unknown, Variant.OURS, any, any)));
    }

    @Test
    void optionsAreCheckedBeforeAnythingStarts() {
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(3, 1));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(17, 1));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions.Task(8, 0));
        assertThrows(IllegalArgumentException.class, () -> WorkloadOptions.DEFAULT.withReps(0));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadOptions(List.of(), SHORT, 1));
    }

    private static List<SavingTrial> trials(int items, double... seconds) {
        return DoubleStream.of(seconds)
                .mapToObj(one -> new SavingTrial(one, items, null))
                .toList();
    }
}
