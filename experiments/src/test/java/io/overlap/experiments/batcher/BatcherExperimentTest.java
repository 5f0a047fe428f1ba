package io.overlap.experiments.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.Claim;
import io.overlap.experiments.JsonForm;
import io.overlap.experiments.RecordingListener;
import io.overlap.experiments.Small;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The batcher, measured in small, and what is made of its figures. */
@Timeout(120)
class BatcherExperimentTest {
    private final RecordingListener heard = new RecordingListener();

    @Test
    void eachTrialRunsAsOftenAsAskedAndSavesAllItems() throws Exception {
        BatcherRun run = new BatcherExperiment(small(List.of(), 2), heard).run();
        assertEquals(6, heard.ended.size(), heard.ended::toString);
        assertEquals(List.of(1, 2, 3, 4, 5, 6), heard.positions);
        assertEquals(1, run.bounds().size());
        assertEquals(2, run.bounds().getFirst().trials().size());
        assertEquals(0, run.bounds().getFirst().notSaved());
        for (LoadRow row : run.loads()) {
            assertEquals(2, row.trials().size());
            assertTrue(
                    row.added().p50() <= row.added().p99()
                            && row.added().p99() <= row.added().max(),
                    row::toString);
            assertTrue(row.meanBatch().median() >= 1 && row.meanBatch().median() <= 100, row::toString);
        }
        assertEquals(
                List.of(0, 3), run.loads().stream().map(LoadRow::lingerMillis).toList());
        assertFalse(run.stopped());
    }

    @Test
    void noFaultLosesOrHangsAnItem() throws Exception {
        BatcherOptions chaos =
                new BatcherOptions(List.of(), List.of(), List.of(), 1, 20, List.of(Fault.values()), 1_000);
        BatcherRun run = new BatcherExperiment(chaos, heard).run();
        assertEquals(
                List.of(Fault.values()),
                run.chaos().stream().map(ChaosRow::fault).toList());
        for (ChaosRow row : run.chaos()) {
            assertTrue(row.accepted() > 0, row::toString);
            assertEquals(0, row.lost(), row::toString);
            assertEquals(0, row.hung(), row::toString);
            assertNotNull(row.closeSeconds(), row::toString);
        }
        assertEquals(
                List.of("chaos.lost", "chaos.hung", "chaos.never_closed", "chaos.close"),
                run.claims().stream().map(Claim::id).toList());
    }

    @Test
    void stoppedRunTellsWhatWasOver() throws Exception {
        BatcherExperiment experiment = new BatcherExperiment(small(List.of(Fault.THROWS), 1_000), heard);
        heard.onStart(trial -> {
            if (heard.ended.size() == 4) {
                experiment.stop();
            }
        });
        BatcherRun run = experiment.run();
        assertTrue(run.stopped());
        assertTrue(heard.ended.size() <= 5, heard.ended::toString); // a trial of chaos ends by itself
        assertTrue(run.table().contains("stopped before its end"), run::table);
        JsonObject json = JsonParser.parseString(run.json()).getAsJsonObject();
        assertTrue(json.getAsJsonObject("parameters").get("stopped").getAsBoolean());
    }

    @Test
    void boundsAreClaimedWhereTheyWereSet() {
        List<Claim> claims = BatcherClaims.of(
                BatcherOptions.DEFAULT,
                List.of(bound(1, 0.94), bound(5, 0.96), bound(7, 0.1)),
                List.of(load(0.01, 0, 0.099), load(0.01, 5, 9), load(0.5, 0, 9)),
                List.of(chaos(Fault.THROWS, 0, 0, 0.5), chaos(Fault.NEVER_ANSWERS, 1, 2, 2.21), chaos(null)));
        assertEquals(
                List.of(
                        "FAILS   share of Little's bound, writer of 1 ms, 0.940, at least 0.950",
                        "holds   share of Little's bound, writer of 5 ms, 0.960, at least 0.950",
                        "holds   added at 1 % load, linger 0, partialInFlight 8, p50 99, at most 100 us",
                        "FAILS   items lost 1, under 3 faults exactly 0",
                        "FAILS   futures hung 2, under 3 faults exactly 0",
                        "FAILS   closes that never returned 1, under 3 faults exactly 0",
                        "FAILS   slowest close 2.210, under 3 faults at most 2.200 s"),
                claims.stream().map(Claim::line).toList());
    }

    @Test
    void wholeBurstsAreCounted() {
        List<TimedWriter.Written> written = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long end = (i / 8 + 1) * 10_000_000L; // eight answers each 10 ms
            written.add(new TimedWriter.Written(end - 10_000_000L, end, 100));
        }
        BoundRow.Trial trial = BoundTrial.trial(written, 15_000_000, 50_000_000, 0);
        assertEquals(10, trial.writerMillis());
        assertEquals(80_000, trial.boundPerSecond());
        assertEquals(1, trial.efficiency());
        assertEquals(1, BoundTrial.trial(written, 49_000_000, 49_000_001, 0).efficiency());
    }

    @Test
    void jsonTellsEachPartAndNullForNever() {
        BatcherPeers peers = BatcherPeers.of(JsonParser.parseString("""
                {"date":"2026-11-21","rows":[
                 {"peer":"other","version":"1.2","fault":"throws","accepted":250,"failed":7,"lost":200,"hung":1,
                  "mistold":50,"blocked_saves":2,"closes":"never","close_seconds":null,"note":"gone"},
                 {"peer":"other","version":"1.2","fault":"close-with-buffered","accepted":3,"failed":3,"lost":3,
                  "hung":null,"mistold":0,"blocked_saves":0,"closes":"n/a","close_seconds":null,"note":""},
                 {"peer":"other","version":"1.2","fault":"too-few","accepted":null,"lost":null,"hung":null,
                  "closes":"n/a","close_seconds":null,"note":"answers have no items"}]}
                """).getAsJsonObject());
        BatcherRun run = new BatcherRun(
                BatcherOptions.QUICK,
                Small.machine(false),
                160_000,
                List.of(bound(5, 0.96)),
                List.of(load(0.5, 0, 2)),
                List.of(chaos(null)),
                peers,
                List.of(),
                false);
        assertEquals(List.of("bound", "load", "chaos", "peer", "peer", "peer"), parts(run));
        JsonObject json = new Gson().fromJson(run.json(), JsonObject.class);
        JsonObject chaos = json.getAsJsonArray("rows").get(2).getAsJsonObject();
        assertTrue(chaos.get("close_seconds").isJsonNull());
        assertEquals(
                "2026-11-21",
                json.getAsJsonObject("parameters").get("peers_date").getAsString());
        assertTrue(run.table().contains("others, measured 2026-11-21"), run::table);
        assertTrue(run.table().contains("never"), run::table);
        assertEquals(
                List.of(250L, 3L),
                peers.rows().stream()
                        .map(BatcherPeers.Row::lost)
                        .filter(Objects::nonNull)
                        .toList());
        assertEquals(
                List.of(3L),
                peers.rows().stream()
                        .map(BatcherPeers.Row::hung)
                        .filter(Objects::nonNull)
                        .toList());
        JsonForm.checkSaysNothingOfThePlace(run.json());
    }

    @Test
    void optionsAreCheckedBeforeAnythingStarts() {
        BatcherOptions fine = BatcherOptions.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> fine.withReps(0));
        for (double load : List.of(0.0, 1.0, Double.NaN)) {
            assertThrows(
                    IllegalArgumentException.class, () -> options(List.of(1), List.of(load), 1, 1), () -> "" + load);
        }
        assertThrows(IllegalArgumentException.class, () -> options(List.of(0), List.of(), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> options(List.of(), List.of(), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> options(List.of(), List.of(), 1, 0));
    }

    private static BatcherOptions options(
            List<Integer> durations, List<Double> loads, int trialMillis, int closeMillis) {
        return new BatcherOptions(durations, loads, List.of(0), 1, trialMillis, List.of(), closeMillis);
    }

    private static BatcherOptions small(List<Fault> faults, int reps) {
        return new BatcherOptions(List.of(2), List.of(0.02), List.of(0, 3), reps, 60, faults, 500);
    }

    private static BoundRow bound(int millis, double efficiency) {
        double bound = BoundTrial.bound(millis);
        return BoundRow.of(millis, List.of(new BoundRow.Trial((long) (efficiency * bound), 1, millis, bound, 100, 0)));
    }

    private static LoadRow load(double share, int linger, double p50) {
        LoadRow.Added added = new LoadRow.Added(p50, p50, p50, p50);
        return LoadRow.of(share, linger, List.of(new LoadRow.Trial(1_000, 1_000, 500, 0, added, 50)));
    }

    private static ChaosRow chaos(@Nullable Double closeSeconds) {
        return chaos(Fault.TOO_FEW, 0, 0, closeSeconds);
    }

    private static ChaosRow chaos(Fault fault, int lost, int hung, @Nullable Double closeSeconds) {
        return ChaosRow.of(fault, List.of(new ChaosRow.Trial(1_000, 0, lost, hung, closeSeconds)));
    }

    private static List<String> parts(BatcherRun run) {
        List<String> parts = new ArrayList<>();
        JsonParser.parseString(run.json())
                .getAsJsonObject()
                .getAsJsonArray("rows")
                .forEach(row -> parts.add(row.getAsJsonObject().get("part").getAsString()));
        return parts;
    }
}
