package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Who may ask now. */
class RatesTest {
    private static final long TENTH = 100_000_000;

    @Test
    void burstComesAtOnceThenOneEachInterval() {
        Rates rates = new Rates(RateLimit.parse("10/s,burst=3"));
        assertBurst(rates, 0);
        assertEquals(1, rates.ask("a", TENTH - 1));
        assertEquals(0, rates.ask("a", TENTH), "after as long as it was told");
        assertEquals(TENTH, rates.ask("a", TENTH));
        assertEquals(0, rates.ask("b", TENTH), "each client has its own");
        assertBurst(rates, 3_600_000_000_000L);
    }

    private static void assertBurst(Rates rates, long now) {
        for (int i = 0; i < 3; i++) {
            assertEquals(0, rates.ask("a", now));
        }
        assertEquals(TENTH, rates.ask("a", now), "a refused request costs nothing");
        assertEquals(TENTH, rates.ask("a", now));
    }

    @Test
    void clientsRememberedAreBounded() {
        Rates rates = new Rates(RateLimit.parse("1/h"));
        for (int i = 0; i < Rates.MAX_CLIENTS; i++) {
            assertEquals(0, rates.ask("c" + i, 0));
        }
        assertTrue(rates.ask("c0", 0) > 0, "remembered");
        assertEquals(0, rates.ask("one more", 0));
        assertTrue(rates.ask("c0", 0) > 0, "it asked but now");
        assertEquals(0, rates.ask("c1", 0), "of all it asked longest ago");
    }

    @Test
    void rateIsPerSecondMinuteOrHour() {
        for (String text : new String[] {"1000000/s", "5/m,burst=7", "1/h,burst=1000000,by=header:x"}) {
            assertEquals(text, RateLimit.parse(text).toString());
        }
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 1_000_000, 1, ""));
    }
}
