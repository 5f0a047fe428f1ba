package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What holds of every text that is given to a parser: it is read to something sound, or refused in one short line. */
final class ParserProperties {
    private static final int MOST_CHARS = 300;
    private static final Pattern LINES = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
    private static final long[] HASHES = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x123456789abcdef0L};

    private ParserProperties() {}

    static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    static void distribution(String text) {
        DelayDistribution read;
        try {
            read = DelayDistribution.parse(text);
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
            return;
        }
        DelayDistribution again = DelayDistribution.parse(read.toString());
        assertEquals(read, again);
        assertEquals(read.toString(), again.toString());
        for (long hash : HASHES) {
            long nanos = read.nanos(hash);
            assertTrue(nanos >= 0 && nanos <= Delay.MAX.toNanos(), () -> read + " draws " + nanos);
            assertEquals(nanos, again.nanos(hash), read::toString);
        }
        assertTrue(read.quantile(0.01) <= read.quantile(0.5), read::toString);
        assertTrue(read.quantile(0.5) <= read.quantile(0.99), read::toString);
    }

    static void delay(String text) {
        Delay read;
        try {
            read = Delay.parse(text);
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
            return;
        }
        assertTrue(read.nanos() >= 0 && read.nanos() <= Delay.MAX.toNanos(), read::toString);
        assertEquals(read, Delay.parse(read.toString()));
        // Whatever is a delay is a distribution too.
        assertEquals(DelayDistribution.fixed(read), DelayDistribution.parse(text));
    }

    static void parameter(String text) {
        Target target = Target.of(text);
        String query = text.contains("?") ? "?" + target.query() : "";
        boolean root = text.startsWith("http") && target.path().equals("/");
        assertTrue(text.endsWith((root ? "" : target.path()) + query), text);
        assertTrue(text.startsWith("http") || text.equals(target.path() + query), text);
        assertFalse(target.path().contains("?"), text);
        try {
            Map<String, String> last = new HashMap<>();
            target.forEach(last::put);
            for (String name : new String[] {"delay", "name", "times"}) {
                assertEquals(last.get(name), target.parameter(name), text);
            }
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
        }
        try {
            long times = target.number("times", 7, -1, 100);
            assertTrue(times >= -1 && times <= 100, text);
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
        }
    }

    /** A query with all its words. */
    static void plan(String text) {
        Target target = Target.of("/add?" + text);
        savePlan(target);
        Plan plan;
        try {
            plan = Plan.of(target, Plan.PLAIN, ServerOptions.MAX_STREAM);
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
            return;
        }
        assertTrue(plan.content().size() <= ServerOptions.MAX_STREAM, text);
        for (int nth = 1; nth <= 3; nth++) {
            Faults.Drawn drawn = plan.faults().draw(42, target.url(), nth);
            assertEquals(drawn, plan.faults().draw(42, target.url(), nth), text);
            assertTrue(drawn.status() == 0 || (drawn.status() >= 200 && drawn.status() <= 599), text);
            assertTrue(nth <= plan.faults().times() || drawn.equals(Faults.Drawn.NOTHING), text);
        }
    }

    private static void savePlan(Target target) {
        try {
            SavePlan plan = SavePlan.of(target);
            assertTrue(plan.most() >= 1 && plan.most() <= SavePlan.MAX_ITEMS, target::query);
            for (int nth = 1; nth <= 3; nth++) {
                assertEquals(plan.retry().hits("7", nth), plan.retry().hits("7", nth), target::query);
                assertEquals(plan.reject().hits("", nth), plan.reject().hits("", nth), target::query);
            }
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
        }
    }

    static void scenario(String text) {
        Scenario read;
        try {
            read = Scenario.parse(text);
        } catch (IllegalArgumentException e) {
            assertOneLine(e);
            return;
        }
        assertEquals(read.toString(), Scenario.parse(read.toString()).toString());
    }

    private static void assertOneLine(IllegalArgumentException refused) {
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.length() > 10 && message.length() <= MOST_CHARS, message);
        assertFalse(LINES.matcher(message).find(), message);
    }
}
