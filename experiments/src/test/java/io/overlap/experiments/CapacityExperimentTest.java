package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Capacity, measured in small, and what is made of its figures. */
class CapacityExperimentTest {
    private static final CapacityOptions SMALL = new CapacityOptions(List.of(1, 3), 4, 5, 300, 42);
    private final RecordingListener heard = new RecordingListener();

    /** However busy the machine is: the server's count of waits is exact, for it does not depend on when it looks. */
    @Test
    void everyWaitIsTheOneThatTheArrivalsAndServicesMake() throws Exception {
        CapacityRun run = new CapacityExperiment(SMALL, heard).run();
        assertEquals(
                List.of("closed-1-2", "closed-1-4", "closed-3-6", "closed-3-12", "open-1", "open-3"), heard.started);
        assertEquals(heard.started, heard.ended);
        assertEquals(6, heard.announced());
        assertEquals(Map.of(), run.failures());
        assertFalse(run.failed());
        assertEquals(6, run.rows().size());
        for (CapacityRow row : run.rows()) {
            switch (row) {
                case CapacityRow.Closed closed -> {
                    assertEquals(2 * closed.clients(), closed.requests());
                    assertEquals(closed.servers() * 200.0, closed.perSecond().theory(), 1e-9);
                    double wait = (closed.clients() / (double) closed.servers() - 1) * 5;
                    assertEquals(wait, closed.queued().theory(), 1e-9);
                    assertTrue(closed.queued().measured() > 0, closed::toString);
                }
                case CapacityRow.Open open -> {
                    assertTrue(open.farthest() < 0.001, open::toString);
                    assertTrue(open.queued().offPercent() < 0.1, open::toString);
                    assertEquals((int) (open.load() * open.servers() / open.serviceMillis() * 300), open.requests());
                    assertTrue(open.low() <= open.middle() && open.middle() <= open.high(), open::toString);
                    assertEquals(Math.min(300, open.requests()), open.path().size());
                }
            }
        }
        assertEquals(8, run.claims().size());
        assertTrue(run.table().contains("M/M/k"), run.table());
        JsonObject json = new Gson().fromJson(run.json(), JsonObject.class);
        assertEquals("capacity", json.get("experiment").getAsString());
        assertEquals(6, json.getAsJsonArray("rows").size());
    }

    @Test
    void stoppedRunTellsWhatWasOver() throws Exception {
        CapacityExperiment experiment = new CapacityExperiment(SMALL, heard);
        heard.onStart(trial -> {
            if (trial.equals("closed-1-4")) {
                experiment.stop();
            }
        });
        CapacityRun run = experiment.run();
        assertEquals(List.of("closed-1-2", "closed-1-4"), heard.started);
        assertEquals(1, run.rows().size());
        assertTrue(run.stopped());
        assertTrue(run.table().contains("stopped before its end"));
    }

    /** A terminal's bar would have no place to show anything else. */
    @Test
    void progressIsThatOfTrialsThatHaveBegun() throws Exception {
        List<String> others = new CopyOnWriteArrayList<>();
        heard.onResults(trial -> {
            if (!heard.started.contains(trial)) {
                others.add(trial);
            }
        });
        CapacityExperiment experiment = new CapacityExperiment(SMALL, heard);
        heard.onStart(trial -> experiment.stop());
        assertEquals(List.of(), experiment.run().rows());
        assertEquals(List.of(), others);
    }

    /** Beside a shorter mean wait, the client's own moments would count. */
    @Test
    void anyNumberOfServersIsGivenEnoughToWaitFor() {
        for (int servers = 1; servers <= 256; servers++) {
            double busy = servers * CapacityExperiment.load(servers);
            double wait = Queueing.meanWait(servers, busy) * CapacityExperiment.openServiceMillis(servers);
            assertTrue(wait > 2.5, servers + " servers: " + wait + " ms");
        }
    }

    @Test
    void fivePercentAreAllowedWhicheverSideTheyAreOn() {
        CapacityRow closed = new CapacityRow.Closed(8, 16, 50, 400, figure(168.8, 160), figure(48, 50), figure(51, 50));
        CapacityRow open = open(figure(104, 100), figure(95.5, 100), 100, 60, 90, 130);
        assertEquals(
                List.of(
                        "FAILS   8 servers, closed loop: answers a second off k/S 5.500, at most 5 %",
                        "holds   8 servers, closed loop: mean wait off (clients/k - 1) S 4.000, at most 5 %",
                        "holds   8 servers, Poisson arrivals: mean wait off Kiefer and Wolfowitz 4.500, at most 5 %",
                        "holds   8 servers, Poisson arrivals: mean wait off M/M/k's 0.350, at most 1 of what chance does in such a"
                                + " run"),
                lines(closed, open));
    }

    @Test
    void meanBeyondWhatChanceDoesFails() {
        assertEquals("FAILS", strays(131));
        assertEquals("FAILS", strays(59));
        assertEquals("holds", strays(61));
    }

    private static String strays(double mean) {
        List<String> lines = lines(open(figure(mean, mean), figure(mean, mean), 100, 60, 90, 130));
        return lines.getLast().split(" ", 2)[0];
    }

    @Test
    void optionsAreCheckedBeforeAnythingStarts() {
        for (List<Integer> bad : List.of(List.<Integer>of(), List.of(0), List.of(1, 1_000))) {
            assertThrows(IllegalArgumentException.class, () -> SMALL.withServers(bad), bad::toString);
        }
        assertThrows(IllegalArgumentException.class, () -> new CapacityOptions(List.of(1), 2, 5, 300, 42));
        assertThrows(IllegalArgumentException.class, () -> new CapacityOptions(List.of(1), 3, 5, 0, 42));
    }

    private static CapacityRow.Figure figure(double measured, double theory) {
        return new CapacityRow.Figure(measured, theory);
    }

    private static CapacityRow open(
            CapacityRow.Figure queued, CapacityRow.Figure felt, double mmk, double low, double middle, double high) {
        return new CapacityRow.Open(8, 0.8, 30, 6_400, queued, felt, 0.2, mmk, low, middle, high, List.of());
    }

    private static List<String> lines(CapacityRow... rows) {
        CapacityOptions options = CapacityOptions.QUICK;
        return CapacityRun.of(options, Small.machine(false), List.of(rows), Map.of(), false).claims().stream()
                .map(Claim::line)
                .toList();
    }
}
