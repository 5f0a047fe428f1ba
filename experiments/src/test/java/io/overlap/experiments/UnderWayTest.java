package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.crawler.FetchFailure;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class UnderWayTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Queue<String> cancelled = new ConcurrentLinkedQueue<>();

    @Test
    void whatEndsInTimeHasNoVerdict() {
        try (UnderWay<String> underWay = new UnderWay<>(LONG, cancelled::add)) {
            underWay.started("a");
            assertNull(underWay.ended("a"));
            assertNull(underWay.ended("a"));
            assertNull(underWay.ended("never started"));
            underWay.cancelAll();
            assertTrue(cancelled.isEmpty());
        }
    }

    @Test
    void whatTakesTooLongIsEndedAsATimeout() {
        try (UnderWay<String> underWay = new UnderWay<>(Duration.ofMillis(1), cancelled::add)) {
            underWay.started("a");
            Await.until("ended", () -> cancelled.contains("a"));
            underWay.cancelAll();
            assertEquals(FetchFailure.Kind.TIMEOUT, underWay.ended("a"));
        }
    }

    @Test
    void cancelAllEndsWhatIsUnderWayAndNothingElse() {
        try (UnderWay<String> underWay = new UnderWay<>(LONG, cancelled::add)) {
            underWay.started("over");
            assertNull(underWay.ended("over"));
            underWay.started("a");
            underWay.started("b");
            underWay.cancelAll();
            assertEquals(Set.of("a", "b"), Set.copyOf(cancelled));
            assertEquals(FetchFailure.Kind.CANCELLED, underWay.ended("a"));
            assertEquals(FetchFailure.Kind.CANCELLED, underWay.ended("b"));
            underWay.started("later");
            assertNull(underWay.ended("later"));
        }
    }

    /** A cancellation may come too early to have an effect: a socket that is not there yet cannot be closed. */
    @Test
    void whatDoesNotEndIsCancelledAgain() {
        try (UnderWay<String> underWay = new UnderWay<>(LONG, cancelled::add)) {
            underWay.started("a");
            underWay.cancelAll();
            Await.until("cancelled again", () -> cancelled.size() > 1);
            assertEquals(FetchFailure.Kind.CANCELLED, underWay.ended("a"));
        }
    }

    @Test
    void closedItWatchesNoMoreAndKeepsNoThread() {
        UnderWay<String> underWay = new UnderWay<>(LONG, cancelled::add);
        underWay.close();
        underWay.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("deadlines") && !thread.isDaemon()));
    }
}
