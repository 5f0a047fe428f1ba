package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger(10);

    @Test
    void eachArrivalEndsOnce() {
        Ledger.Entry first = ledger.arrived("", 1, 0);
        Ledger.Entry second = ledger.arrived("", 1, 0);
        Ledger.Entry third = ledger.arrived("", 1, 0);
        assertEquals(3, total().inFlight());
        first.answered(200, 10);
        second.answered(400, 10);
        third.cancelled(10);
        assertEquals(3, total().requests());
        assertEquals(0, total().inFlight());
        assertEquals(3, total().maxInFlight());
        assertEquals(1, total().cancelled());
        assertEquals(Map.of(200, 1L, 400, 1L, Exchange.CANCELLED, 1L), total().byStatus());
    }

    @Test
    void mostInFlightIsRemembered() {
        ledger.arrived("", 1, 0).answered(200, 0);
        Ledger.Entry first = ledger.arrived("", 1, 0);
        ledger.arrived("", 1, 0).answered(200, 0);
        first.answered(200, 0);
        ledger.arrived("", 1, 0);
        assertEquals(2, total().maxInFlight());
        assertEquals(1, total().inFlight());
    }

    @Test
    void latenessIsOfAnswersOnly() {
        for (int millis = 1; millis <= 100; millis++) {
            Ledger.Entry entry = ledger.arrived("", 1, 0);
            entry.deadlineNanos = 1_000_000_000;
            entry.answered(200, 1_000_000_000 + millis * 1_000_000L);
        }
        ledger.arrived("", 1, 0).cancelled(3_600_000_000_000L);
        ServerStats.Lateness late = total().lateness();
        assertEquals(50, late.p50(), 0.1);
        assertEquals(99, late.p99(), 0.1);
        assertEquals(100, late.p999(), 0.1);
        assertEquals(100, late.max(), 0.1);
    }

    @Test
    void whatHasNoAnswerIsNotLate() {
        Ledger.Entry stalled = ledger.arrived("", 1, 0);
        stalled.answered(Exchange.NONE, 300_000_000_000L); // the end of its hold
        assertEquals(new ServerStats.Lateness(0, 0, 0, 0), total().lateness());
        assertEquals(Map.of(Exchange.NONE, 1L), total().byStatus());
        assertAddsUp(total());
    }

    @Test
    void nothingAnsweredIsNotLate() {
        assertEquals(new ServerStats.Lateness(0, 0, 0, 0), total().lateness());
        assertEquals(Map.of(), total().byStatus());
    }

    @Test
    void trialIsCountedApartAndInTheTotal() {
        ledger.arrived("a", 1, 0).answered(200, 0);
        ledger.arrived("b", 1, 0);
        ledger.arrived("", 1, 0).cancelled(0);
        assertEquals(3, total().requests());
        assertEquals(1, trial("a").requests());
        assertEquals(0, trial("a").inFlight());
        assertEquals(1, trial("b").inFlight());
        assertNull(ledger.trial(""));
        assertNull(ledger.trial("c"));
    }

    @Test
    void newTrialPushesOutTheOldest() {
        Ledger.Entry waiting = ledger.arrived("t0", 1, 0);
        for (int i = 1; i < Ledger.MAX_TRIALS; i++) {
            ledger.arrived("t" + i, 1, 0).answered(200, 0);
        }
        assertEquals(1, trial("t0").inFlight());
        ledger.arrived("one more", 1, 0).answered(200, 0);
        assertNull(ledger.trial("t0"));
        assertEquals(1, trial("t1").requests());
        assertEquals(1, trial("one more").requests());
        waiting.answered(200, 0);
        assertEquals(257, total().byStatus().get(200));
        assertNull(ledger.trial("t0"));
    }

    @Test
    void resetForgetsCountsTrialsAndExchanges() {
        Ledger.Entry early = ledger.arrived("a", 1, 0);
        ledger.arrived("a", 1, 0).answered(200, 0);
        ledger.reset();
        assertEquals(0, total().requests());
        assertNull(ledger.trial("a"));
        early.answered(200, 0);
        assertEquals(0, total().requests());
        assertEquals(0, total().inFlight());
        ledger.chronology.forEach(null, exchange -> assertNull(exchange));
        ledger.arrived("a", 1, 0);
        assertEquals(1, trial("a").inFlight());
    }

    /** requests = sum of byStatus + inFlight, whenever one looks. */
    @Test
    void countsAddUpAtAnyMoment() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread eventLoop = new Thread(() -> {
            Random random = new Random(42);
            ArrayDeque<Ledger.Entry> waiting = new ArrayDeque<>();
            while (!done.get()) {
                if (waiting.size() < 50 && random.nextBoolean()) {
                    waiting.add(ledger.arrived("t", 1, 0));
                } else if (!waiting.isEmpty() && random.nextInt(4) > 0) {
                    waiting.remove().answered(random.nextBoolean() ? 200 : 400, 0);
                } else if (!waiting.isEmpty()) {
                    waiting.remove().cancelled(0);
                }
            }
        });
        eventLoop.start();
        try {
            Await.until("the first arrival", () -> total().requests() > 0);
            for (int i = 0; i < 5_000; i++) {
                assertAddsUp(total());
                assertAddsUp(trial("t"));
            }
        } finally {
            done.set(true);
            eventLoop.join();
        }
        assertEquals(total().byStatus(), trial("t").byStatus());
    }

    static void assertAddsUp(ServerStats stats) {
        long ended =
                stats.byStatus().values().stream().mapToLong(count -> count).sum();
        assertEquals(stats.requests(), ended + stats.inFlight(), stats::toString);
        assertTrue(stats.inFlight() >= 0 && stats.inFlight() <= stats.maxInFlight(), stats::toString);
        assertEquals(stats.byStatus().getOrDefault(Exchange.CANCELLED, 0L), stats.cancelled(), stats::toString);
    }

    private ServerStats total() {
        return ledger.total().snapshot(0, 0, 0, 0);
    }

    private ServerStats trial(String id) {
        Counters counters = ledger.trial(id);
        assertNotNull(counters, "unknown trial: " + id);
        return counters.snapshot(0, 0, 0, 0);
    }
}
