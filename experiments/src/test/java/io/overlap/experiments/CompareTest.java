package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Variants against the bundled server, each in its own process. */
@Timeout(120)
class CompareTest {
    /** Without the one whose client may send a request twice by itself, so that its work is not always equal. */
    private static final List<VariantName> VARIANTS = Small.ALL.stream()
            .filter(variant -> variant != VariantName.ASYNC_JDK)
            .toList();

    private static final CompareOptions OPTIONS = Small.bundled(20, VARIANTS);
    private static final RecordingListener HEARD = new RecordingListener();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Compare compare;

    @SuppressWarnings("NullAway.Init")
    private static CompareRun run;

    @BeforeAll
    static void run() throws Exception {
        compare = new Compare(OPTIONS, HEARD, folder);
        run = compare.run();
    }

    @Test
    void rowsAreInTheOrderOfTheVariants() {
        assertEquals(VARIANTS, run.rows().stream().map(CompareRow::variant).toList());
        assertFalse(run.stopped());
        assertFalse(run.failed());
    }

    @Test
    void everyVariantDoesTheSameWork() {
        String hash = CompareRun.Expected.ofBundled(OPTIONS).hash();
        for (CompareRow row : run.rows()) {
            assertTrue(row.equalWork(), row.toString());
            assertTrue(row.failures().isEmpty(), row.toString());
            assertTrue(row.scaled() || row.answersHash().equals(hash), row.toString());
            assertEquals(row.variant().isSerial(), row.scaled());
        }
    }

    @Test
    void requestsAndBytesAddUp() {
        for (CompareRow row : run.rows()) {
            int n = row.scaled() ? CompareOptions.SERIAL_REQUESTS : Small.N;
            assertEquals(OPTIONS.reps(), row.trials().size());
            assertEquals((long) n * OPTIONS.reps(), row.requests());
            assertEquals(row.requests(), row.bytes());
            for (Trial trial : row.trials()) {
                assertEquals(n, trial.outcome().requests());
                assertEquals(true, trial.eachOnce());
            }
        }
    }

    @Test
    void noMoreThanTheCapIsInFlight() {
        for (CompareRow row : run.rows()) {
            int most = known(row.maxInFlight());
            int cap = row.variant().isSerial() ? 1 : Small.CAP;
            assertTrue(most >= 1 && most <= cap, row.variant() + ": " + most);
        }
    }

    @Test
    void noVariantIsFasterThanTheIdeal() {
        double ideal = known(OPTIONS.idealSeconds());
        for (CompareRow row : run.rows()) {
            assertTrue(row.seconds().low() >= ideal, row.toString());
            assertTrue(known(row.efficiency()) <= 1, row.toString());
            assertTrue(known(row.lateness()).max() >= 0, row.toString());
        }
        assertEquals(1, known(run.rows().getFirst().speedup()), 1e-9);
    }

    @Test
    void aScaledTimeIsThatOfAllRequests() {
        CompareRow serial = run.rows().getFirst();
        double all = Small.N * 0.020;
        assertTrue(serial.seconds().low() >= all, serial.toString());
        assertTrue(
                serial.seconds().low() > serial.trials().getFirst().outcome().seconds(),
                "scaled " + serial.seconds() + " of " + serial.trials());
    }

    @Test
    void aChronologyNamesEachRequestOnce() throws Exception {
        for (CompareRow row : run.rows()) {
            int n = row.scaled() ? CompareOptions.SERIAL_REQUESTS : Small.N;
            List<String> lines = Files.readAllLines(folder.resolve("chronology-" + row.variant() + ".csv"));
            assertEquals(
                    "trial,connection,name,arrived_ns,deadline_ns,answered_ns,late_ns,status,queue_ns",
                    lines.getFirst());
            assertEquals(n + 1, lines.size());
            Set<String> names =
                    lines.stream().skip(1).map(line -> line.split(",", -1)[2]).collect(Collectors.toSet());
            assertEquals(IntStream.range(0, n).mapToObj(i -> "u" + i).collect(Collectors.toSet()), names);
            assertTrue(lines.stream().skip(1).allMatch(line -> line.endsWith(",200,0")), row.toString());
        }
    }

    @Test
    void trialsAreToldInPairsAndInOrder() {
        int trials = VARIANTS.size() * (OPTIONS.warmup() + OPTIONS.reps());
        assertEquals(HEARD.started, HEARD.ended);
        assertEquals(IntStream.rangeClosed(1, trials).boxed().toList(), HEARD.positions);
        List<String> warmups = VARIANTS.stream().map(variant -> variant + "-w1").toList();
        assertEquals(warmups, HEARD.started.subList(0, warmups.size()));
        assertEquals(trials, Set.copyOf(HEARD.started).size());
    }

    @Test
    void theJsonOfARunHasTheDocumentedForm() {
        String json = CompareJson.write(run);
        JsonForm.check(json);
        JsonForm.checkSaysNothingOfThePlace(json);
    }

    @Test
    void noProcessIsLeft() {
        Await.until("no worker", () -> Children.ofThisProcess(WorkerMain.class).isEmpty());
        Await.until("no server", () -> Children.ofThisProcess(ServerMain.class).isEmpty());
    }

    @Test
    void stoppingARunThatIsOverDoesNothing() {
        compare.stop();
        compare.cancel();
        assertFalse(run.stopped());
    }

    @Test
    void theOnlyVariantRunsInThisProcess() throws Exception {
        RecordingListener heard = new RecordingListener();
        heard.onStart(
                trial -> assertTrue(Children.ofThisProcess(WorkerMain.class).isEmpty(), "a worker for " + trial));
        CompareRun alone = new Compare(Small.bundled(20, List.of(VariantName.ASYNC)), heard, null).run();

        CompareRow row = alone.rows().getFirst();
        assertEquals(1, alone.rows().size());
        assertEquals(3, heard.ended.size());
        assertTrue(row.equalWork());
        assertNull(row.speedup());
        assertNotNull(row.efficiency());
        assertNotNull(row.maxInFlight());
    }

    private static <T> T known(@Nullable T value) {
        assertNotNull(value);
        return value;
    }
}
