package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.overlap.testserver.ServerStats;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lateness, measured in small, and what is made of its figures. */
class LatenessTest {
    private final RecordingListener heard = new RecordingListener();

    @Test
    void eachModeAsksWhatItSaysAndLosesNothing() throws Exception {
        LatenessRun run = new Lateness(new LatenessOptions(List.of(7), 1, 1_000), heard).run();
        assertEquals(
                List.of(LatenessMode.LOCK_STEP, LatenessMode.PACED, LatenessMode.HELD),
                run.rows().stream().map(LatenessRow::mode).toList());
        for (LatenessRow row : run.rows()) {
            assertEquals(7L * row.mode().rounds(7), row.requests(), row.mode()::toString);
            assertEquals(Map.of(), row.failures());
            boolean held = row.mode() == LatenessMode.HELD;
            assertEquals(held, row.lateness() == null);
            assertEquals(held, row.heapBytes() != null);
        }
        assertEquals(List.of(), run.claims());
    }

    @Test
    void stoppedRunTellsWhatWasOver() throws Exception {
        Lateness lateness = new Lateness(new LatenessOptions(List.of(3), 1_000, 1_000), heard);
        heard.onStart(trial -> {
            if (trial.equals("paced-3-1")) {
                lateness.stop();
            }
        });
        LatenessRun run = lateness.run();
        assertEquals(List.of("lock-step-3-1", "paced-3-1"), heard.started);
        assertEquals(1, run.rows().size());
        assertTrue(run.stopped());
        assertTrue(run.table().contains("stopped before its end"));
    }

    @Test
    void boundsAreClaimedWhereTheyWereSet() {
        LatenessRow lockStep = row(100, LatenessMode.LOCK_STEP, 0.29, 1.6);
        LatenessRow paced = row(5_000, LatenessMode.PACED, 0.1, 3.9);
        LatenessRow other = row(1_000, LatenessMode.PACED, 9, 99);
        LatenessRun run = run(lockStep, paced, other);
        assertEquals(
                List.of(
                        "holds   100 lock-step p50 0.290, under 0.300 ms",
                        "FAILS   100 lock-step p99 1.600, under 1.500 ms",
                        "holds   5,000 paced p99 3.900, under 4 ms"),
                lines(run));
        assertFalse(run.failed());
    }

    /** What is not answered is not late, so nothing would be as punctual as a server that fails. */
    @Test
    void rowWithAFailureMakesNoClaim() {
        ServerStats.Lateness none = new ServerStats.Lateness(0, 0, 0, 0);
        LatenessRow.Trial trial = new LatenessRow.Trial("t", 1_000, Map.of("early", 2L, "reset", 1L), none, null, null);
        LatenessRun run = run(
                LatenessRow.of(100, LatenessMode.PACED, List.of(trial)), row(100, LatenessMode.LOCK_STEP, 0.1, 0.2));
        assertTrue(run.failed());
        assertEquals(
                List.of(
                        "holds   100 lock-step p50 0.100, under 0.300 ms",
                        "holds   100 lock-step p99 0.200, under 1.500 ms"),
                lines(run));
        assertTrue(run.table().contains("failures: {early=2, reset=1}"), run.table());
        assertTrue(run.table().contains(" 997 "), run.table());
    }

    @Test
    void failureBeforeTheTrialsIsOneOfTheRun() {
        LatenessRun run = LatenessRun.of(
                LatenessOptions.DEFAULT,
                Small.machine(false),
                List.of(row(100, LatenessMode.PACED, 0.1, 0.2)),
                Map.of("timeout", 3L),
                false);
        assertTrue(run.failed());
        assertTrue(run.table().contains("failures: {timeout=3}"), run.table());
        JsonObject parameters =
                new Gson().fromJson(run.json(), JsonObject.class).getAsJsonObject("parameters");
        assertEquals(3, parameters.getAsJsonObject("failures").get("timeout").getAsLong());
    }

    @Test
    void serverThatIsGoneIsSaid() throws Exception {
        ServerProcess server = new ServerProcess(10);
        server.now();
        server.close();
        IOException e = assertThrows(IOException.class, server::now);
        assertEquals("the server process is gone: see its output above", e.getMessage());
    }

    @Test
    void memoryIsMedianOfWhatIsKnown() {
        List<LatenessRow.Trial> trials = List.of(held(1_000.0), held(3_000.0), held(2_000.0));
        LatenessRow row = LatenessRow.of(15_000, LatenessMode.HELD, trials);
        assertEquals(Double.valueOf(2_000), row.heapBytes());
        assertNull(row.residentBytes());
        LatenessRun run = run(row);
        assertEquals(List.of("holds   15,000 held heap each 2000, under 4096 bytes"), lines(run));
        JsonObject json = new Gson().fromJson(run.json(), JsonObject.class);
        JsonObject written = json.getAsJsonArray("rows").get(0).getAsJsonObject();
        assertEquals("lateness", json.get("experiment").getAsString());
        assertEquals(2_000, written.get("heap_bytes_per_connection").getAsDouble());
        assertTrue(written.get("resident_bytes_per_connection").isJsonNull());
        assertTrue(written.get("lateness_ms").isJsonNull());
    }

    @Test
    void connectionsAreCheckedBeforeAnythingStarts() {
        for (List<Integer> bad : List.of(List.<Integer>of(), List.of(0), List.of(100, 30_000))) {
            assertThrows(IllegalArgumentException.class, () -> new LatenessOptions(bad, 1, 1), bad::toString);
        }
        assertThrows(IllegalArgumentException.class, () -> new LatenessOptions(List.of(1), 1, -1));
        assertThrows(IllegalArgumentException.class, () -> LatenessOptions.parse("100,many"));
        assertEquals(List.of(100, 1_000), LatenessOptions.parse("100, 1000"));
    }

    private static LatenessRun run(LatenessRow... rows) {
        return LatenessRun.of(LatenessOptions.DEFAULT, Small.machine(false), List.of(rows), Map.of(), false);
    }

    private static LatenessRow row(int connections, LatenessMode mode, double p50, double p99) {
        ServerStats.Lateness late = new ServerStats.Lateness(p50, p99, p99, p99);
        return LatenessRow.of(
                connections, mode, List.of(new LatenessRow.Trial("t", connections, Map.of(), late, null, null)));
    }

    private static LatenessRow.Trial held(double heapBytes) {
        return new LatenessRow.Trial("t", 15_000, Map.of(), null, heapBytes, null);
    }

    private static List<String> lines(LatenessRun run) {
        return run.claims().stream().map(Claim::line).toList();
    }
}
