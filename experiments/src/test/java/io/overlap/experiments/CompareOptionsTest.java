package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.Delay;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is to be compared, and how variants are named. */
class CompareOptionsTest {
    @ParameterizedTest
    @CsvSource({"0,1,1,0,n < 1: 0", "1,0,1,0,cap < 1: 0", "1,1,0,0,reps < 1: 0", "1,1,1,-1,warmup < 0: -1"})
    void valuesOutOfRangeAreRefused(int n, int cap, int reps, int warmup, String said) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new CompareOptions(Small.ALL, n, Small.delay(1), cap, reps, warmup, false, null, null));
        assertEquals(said, refused.getMessage());
    }

    @Test
    void noVariantsAndTwoTargetsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Small.bundled(1, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CompareOptions(
                        Small.ALL, 1, Small.delay(1), 1, 1, 0, false, URI.create("http://a"), Path.of("urls")));
    }

    @ParameterizedTest(name = "{0} URLs of {1} ms, {2} at once: {3} s")
    @CsvSource({"500,100,100,0.5", "501,100,100,0.6", "1,100,100,0.1", "40000,20,2000,0.4", "100,0,10,0"})
    void theIdealIsRoundsTimesDelay(int n, int delay, int cap, double seconds) {
        CompareOptions options = new CompareOptions(Small.ALL, n, Small.delay(delay), cap, 1, 0, false, null, null);
        Double ideal = options.idealSeconds();
        assertEquals(seconds, ideal == null ? -1 : ideal, 1e-9);
    }

    @Test
    void aFileHasNoIdeal() {
        CompareOptions options = new CompareOptions(
                List.of(VariantName.ASYNC), 5, Small.delay(1), 1, 1, 0, false, null, Path.of("urls"));
        assertNull(options.idealSeconds());
        assertFalse(options.bundled());
    }

    @Test
    void onlySerialIsScaledAndOnlyBeyondFifty() {
        assertTrue(options(51, false).scaled(VariantName.SERIAL));
        assertFalse(options(50, false).scaled(VariantName.SERIAL));
        assertFalse(options(51, true).scaled(VariantName.SERIAL));
        assertFalse(options(51, false).scaled(VariantName.ASYNC));
        assertEquals(50, options(500, false).requestsOf(VariantName.SERIAL));
        assertEquals(500, options(500, true).requestsOf(VariantName.SERIAL));
        assertEquals(500, options(500, false).requestsOf(VariantName.VIRTUAL));
        assertEquals(1, options(500, false).capOf(VariantName.SERIAL));
        assertEquals(10, options(500, false).capOf(VariantName.ASYNC));
    }

    @ParameterizedTest(name = "{0} URLs of {1} ms: {2}")
    @CsvSource({"500,100,10", "500,20,50", "500,1000,10", "5,1000,5", "5000,0,1000", "500,1,500"})
    void serialWarmsUpForAboutASecond(int n, int delay, int requests) {
        CompareOptions options = new CompareOptions(Small.ALL, n, Small.delay(delay), 10, 1, 1, false, null, null);
        assertEquals(requests, options.warmupRequestsOf(VariantName.SERIAL));
        assertEquals(n, options.warmupRequestsOf(VariantName.THREADS));
    }

    @Test
    void theDeadlineIsFarBeyondTheDelay() {
        assertEquals(Duration.ofSeconds(14), Small.bundled(2_000, Small.ALL).deadline());
    }

    @Test
    void theLongestDelayThatIsAcceptedCanBeRun() {
        CompareOptions longest = Small.bundled(86_400_000, Small.ALL);
        assertEquals(Delay.MAX, longest.deadline());
    }

    @Test
    void variantsAreReadFromAList() {
        assertEquals(List.of(VariantName.ASYNC, VariantName.SERIAL), VariantName.select("async, serial,async", "ahc"));
        assertEquals(Small.ALL, VariantName.select(VariantName.all(), "both"));
        for (String bad : List.of("", "async,", "Async", "netti", "async-jdk")) {
            assertThrows(IllegalArgumentException.class, () -> VariantName.select(bad, "ahc"), bad);
        }
    }

    @Test
    void variantsAreThoseTheClientCanCarry() {
        assertEquals(List.of(VariantName.SERIAL_JDK, VariantName.ASYNC_JDK), VariantName.select("serial,async", "jdk"));
        assertEquals(
                List.of(VariantName.ASYNC, VariantName.ASYNC_JDK, VariantName.NETTY),
                VariantName.select("async,netty", "both"));
        assertEquals(4, VariantName.select(null, "jdk").size());
        assertRefusedSaying("netty does not run on the JDK's clients", () -> VariantName.select("netty", "jdk"));
        assertRefusedSaying("unknown client: \"okhttp\"", () -> VariantName.select(null, "okhttp"));
    }

    @Test
    void nettySpeaksPlainHttpToOneServer() {
        for (String url : List.of("https://localhost", "http://localhost")) {
            Runnable making = () -> Small.against(url, 1, List.of(VariantName.NETTY));
            if (url.startsWith("https")) {
                assertRefusedSaying("netty speaks plain HTTP to one server", making);
            } else {
                making.run();
            }
        }
    }

    private static void assertRefusedSaying(String words, Runnable making) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, making::run).getMessage());
        assertTrue(message.startsWith(words), message);
    }

    private static CompareOptions options(int n, boolean fullSerial) {
        return new CompareOptions(Small.ALL, n, Small.delay(10), 10, 1, 0, fullSerial, null, null);
    }
}
