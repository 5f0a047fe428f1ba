package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.experiments.Claim;
import io.overlap.experiments.Interval;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RecordingListener;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made of the figures of a workload, and what a stop leaves of it. */
@Timeout(120)
class WorkloadRunTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    private final RecordingListener heard = new RecordingListener();

    @Test
    void trialStoppedBeforeItsFirstSaveDoesNotCount() throws Exception {
        WorkloadOptions.Task few = new WorkloadOptions.Task(4, 5);
        WorkloadExperiment experiment = new WorkloadExperiment(new WorkloadOptions(List.of(few), SHORT, 1_000), heard);
        heard.onStart(trial -> {
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

    private static List<SavingTrial> trials(int items, double... seconds) {
        return DoubleStream.of(seconds)
                .mapToObj(one -> new SavingTrial(one, items, null))
                .toList();
    }
}
