package io.overlap.batcher.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulation finds deliberate bugs: a test of the test. */
@Timeout(60)
class MutationTest {
    private static final int SEEDS = 300;

    @BeforeAll
    static void needsACompiler() {
        assumeTrue(ToolProvider.getSystemJavaCompiler() != null, "no compiler in this Java");
    }

    private static JavaCompiler compiler() {
        return Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an item is lost when put back     | Families   | backlog.putBack(entries, readyAt, nowNanos);       | backlog.putBack(entries.subList(0, Math.max(0, entries.size() - 1)), readyAt, nowNanos);
            a retry goes behind its key       | KeyedBacklog | line.waiting.addFirst(entries.get(i));           | line.waiting.addLast(entries.get(i));
            a key is free at the time-out     | Flight     | endAll(attempt.entries, Outcome.UNKNOWN, cause);   | endAll(attempt.entries, Outcome.UNKNOWN, cause); releaseKeys(attempt);
            a stuck batch gives its place back | Flight    | return flying.size() < policy.maxInFlight();       | return live() < policy.maxInFlight();
            a doubt is forgotten              | Flight     | entry.doubtful = true;                             | entry.doubtful = false;
            room is released twice            | Endings    | admission.release(1, entry.bytes);                 | admission.release(1, entry.bytes); admission.release(1, entry.bytes);
            a flush ends too early            | Flushes    | current.open++;                                    | current.open += 0;
            trySave overtakes who waits       | Admission  | if (queueing && admitted >= 0) {                   | if (admitted == 1) {
            an end is counted as another      | Counts     | case FAILED -> failed += ended;                    | case FAILED -> expired += ended;
            a waiting item is not withdrawn   | Engine     | if (entry.state == Entry.State.WAITING) {          | if (entry.state == Entry.State.SENT) {
            """)
    void isFound(String bug, String type, String text, String mutation) throws Exception {
        assertNotNull(
                new Mutant(compiler(), type, text, mutation).find(SEEDS),
                () -> "no seed of " + SEEDS + " finds: " + bug);
    }

    @Test
    void nothingIsFoundWithoutABug() throws Exception {
        assertNull(new Mutant(compiler(), "Engine", "final class Engine", "final class Engine").find(20));
    }

    @Test
    void aFailureIsRepeatedExactly() throws Exception {
        Mutant mutant = new Mutant(compiler(), "Counts", "case SAVED -> saved += ended;", "case SAVED -> saved++;");
        assertEquals(String.valueOf(mutant.find(SEEDS)), String.valueOf(mutant.find(SEEDS)));
    }
}
