package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that is ended early says so, and counts only the trials that were over. */
@Timeout(60)
class CompareStopTest {
    private final RecordingListener heard = new RecordingListener();
    private final AtomicReference<Compare> compare = new AtomicReference<>();

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"stop,2", "cancel,1"})
    void aTrialUnderWayIsNotCounted(String how, int variants) throws Exception {
        List<VariantName> names =
                List.of(VariantName.ASYNC, VariantName.THREADS).subList(0, variants);
        CompareOptions options =
                new CompareOptions(names, Small.N, Small.delay(100), Small.CAP, 1_000, 0, false, null, null);
        heard.onResults(trial -> {
            if (heard.started.size() == 3) {
                end(how);
            }
        });

        CompareRun run = run(options);

        assertTrue(run.stopped());
        assertEquals(3, heard.started.size());
        assertEquals(3, heard.ended.size());
        assertEquals(2, run.rows().stream().mapToInt(row -> row.trials().size()).sum());
        for (CompareRow row : run.rows()) {
            assertTrue(row.equalWork(), row.toString());
            assertEquals((long) Small.N * row.trials().size(), row.requests());
        }
        assertTrue(CompareJson.write(run).contains("\"stopped\": true"));
        assertTrue(CompareTable.write(run).contains("stopped before its end"));
    }

    /** What a variant has read ahead is not sent in place of what was cancelled. */
    @ParameterizedTest
    @EnumSource
    void cancelDoesNotWaitForAnswers(VariantName variant) throws Exception {
        CompareOptions options =
                new CompareOptions(List.of(variant), Small.N, Small.delay(600_000), Small.CAP, 1, 0, false, null, null);
        heard.onStart(trial -> Thread.ofPlatform().daemon().start(() -> {
            pause(); // so that as many as may are in flight
            compareSet().stop();
            compareSet().cancel();
        }));

        CompareRun run = run(options);

        assertTrue(run.stopped());
        assertEquals(List.of(), run.rows());
        assertTrue(CompareTable.write(run).contains("no trial ended"));
    }

    @Test
    void stoppedBeforeItBeginsItRunsNothing() throws Exception {
        Compare early = new Compare(Small.bundled(0, List.of(VariantName.ASYNC)), heard, null);
        early.stop();

        CompareRun run = early.run();

        assertTrue(run.stopped());
        assertEquals(List.of(), heard.started);
        assertEquals(List.of(), run.rows());
    }

    @Test
    void stoppedInAWarmUpItTimesNothing() throws Exception {
        heard.onStart(trial -> end("stop"));

        CompareRun run = run(Small.bundled(0, List.of(VariantName.ASYNC)));

        assertTrue(run.stopped());
        assertEquals(List.of("async-w1"), heard.started);
        assertEquals(List.of(), run.rows());
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompareRun run(CompareOptions options) throws Exception {
        compare.set(new Compare(options, heard, null));
        return compareSet().run();
    }

    private void end(String how) {
        if (how.equals("stop")) {
            compareSet().stop();
        } else {
            compareSet().cancel();
        }
    }

    private Compare compareSet() {
        Compare set = compare.get();
        assertNotNull(set);
        return set;
    }
}
