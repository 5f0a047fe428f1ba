package io.overlap.experiments.delays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RecordingListener;
import io.overlap.testserver.DelayDistribution;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Draws beside their laws, and what is made of them. */
class DelaysExperimentTest {
    private final RecordingListener heard = new RecordingListener();

    @Test
    void eachDistributionIsDrawnAsItsFormulaSays() {
        DelaysRun run = new DelaysExperiment(DelaysOptions.DEFAULT, heard).run();
        assertEquals(List.of("uniform", "normal", "lognormal", "exp", "pareto", "mix"), heard.started);
        assertEquals(6, run.rows().size());
        assertEquals(13, run.claims().size());
        assertEquals(List.of(), broken(run));
        assertFalse(run.stopped());
    }

    @Test
    void sameSeedDrawsTheSameAndAnotherOthers() {
        DelaysOptions options = DelaysOptions.QUICK.withDraws(1_000);
        List<String> first = hashes(options);
        assertEquals(first, hashes(options));
        List<String> other = hashes(options.withSeed(43));
        assertTrue(first.stream().noneMatch(other::contains), other::toString);
    }

    private List<String> hashes(DelaysOptions options) {
        return new DelaysExperiment(options, heard)
                .run().rows().stream().map(DelaysRow::sha256).toList();
    }

    /** The law has a standard deviation of 20. */
    @Test
    void delaysDrawnFromAnotherFormulaAreBlamed() {
        Law normal = Law.ALL.get(1);
        assertTrue(normal.spec().equals("normal(100,20)"), normal::spec);
        for (String wrong : List.of("normal(100,22)", "normal(100,18)", "normal(103,20)", "uniform(50,150)")) {
            DelayDistribution distribution = DelayDistribution.parse(wrong);
            long[] draws = IntStream.range(0, 100_000)
                    .mapToLong(i -> distribution.draw(42, "/add?name=u" + i).nanos())
                    .toArray();
            DelaysRow row = DelaysRow.of(normal, draws, 0, "");
            assertTrue(row.beyondChance() > 0, wrong);
            assertTrue(row.distance() > row.distanceBound(), wrong);
        }
    }

    @Test
    void delayThatDiffersWhenDrawnAgainBreaksItsClaim() {
        long[] draws = new long[1_000];
        Arrays.fill(draws, 100_000_000);
        DelaysRow row = DelaysRow.of(Law.ALL.getFirst(), draws, 3, "");
        DelaysRun run = DelaysRun.of(DelaysOptions.DEFAULT, Machine.before().after(null, 0), List.of(row), false);
        assertEquals(
                List.of(
                        "FAILS   uniform(50,150) quantiles beyond sampling error 5, exactly 0",
                        "FAILS   uniform(50,150) distance from its formula 50, at most 8.517 %",
                        "FAILS   delays that differ when drawn again 3, exactly 0"),
                run.claims().stream().map(Claim::line).toList());
        assertTrue(run.table().contains("uniform(50,150)"), run.table());
        assertEquals(5, run.table().lines().filter(line -> line.endsWith(" !")).count(), run.table());
    }

    @Test
    void stoppedRunTellsWhatWasDrawn() {
        DelaysExperiment experiment = new DelaysExperiment(DelaysOptions.QUICK, heard);
        heard.onStart(trial -> {
            if (heard.started.size() == 3) {
                experiment.stop();
            }
        });
        DelaysRun run = experiment.run();
        assertEquals(2, run.rows().size());
        assertTrue(run.stopped());
        assertTrue(run.table().contains("stopped before its end"), run.table());
    }

    @Test
    void jsonTellsEachQuantile() {
        DelaysRun run = new DelaysExperiment(new DelaysOptions(Long.MAX_VALUE, 1_000), heard).run();
        JsonObject json = new Gson().fromJson(run.json(), JsonObject.class);
        assertEquals("delays", json.get("experiment").getAsString());
        JsonObject parameters = json.getAsJsonObject("parameters");
        assertEquals("9223372036854775807", parameters.get("seed").getAsString());
        int shares = parameters.getAsJsonArray("curve_shares").size();
        for (int i = 0; i < run.rows().size(); i++) {
            JsonObject row = json.getAsJsonArray("rows").get(i).getAsJsonObject();
            assertEquals(Law.ALL.get(i).spec(), row.get("distribution").getAsString());
            assertEquals(1_000, row.get("draws").getAsInt());
            assertEquals(6, row.getAsJsonArray("quantiles").size());
            assertEquals(shares, row.getAsJsonArray("curve_ms").size());
            assertEquals(64, row.get("sha256").getAsString().length());
        }
    }

    /** The server has formulas of its own, from the other end. */
    @Test
    void lawsAreThoseOfTheServer() {
        for (Law law : Law.ALL) {
            DelayDistribution distribution = DelayDistribution.parse(law.spec());
            for (double share : new double[] {0.001, 0.01, 0.1, 0.5, 0.85, 0.95, 0.99, 0.999, 0.999999}) {
                double millis = law.quantile(share) / 1e6;
                assertEquals(distribution.quantile(share), millis, 1e-6 + millis * 1e-9, law.spec() + " at " + share);
            }
        }
    }

    @Test
    void drawsAreBounded() {
        for (int bad : new int[] {-1, 0, 999, 5_000_001}) {
            assertThrows(IllegalArgumentException.class, () -> new DelaysOptions(42, bad));
        }
    }

    private static List<String> broken(DelaysRun run) {
        return run.claims().stream()
                .filter(claim -> !claim.holds())
                .map(Claim::line)
                .toList();
    }
}
