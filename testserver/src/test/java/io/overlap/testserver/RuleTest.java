package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tries fail. */
class RuleTest {
    @Test
    void everyHitsAboutOneInNAndAlwaysTheSame() {
        Rule rule = Rule.ofItems("retry", "every:10", 1);
        double hit = IntStream.range(0, 10_000)
                .filter(i -> rule.hits(String.valueOf(i), 1))
                .count();
        assertEquals(1_000, hit, 100); // three standard deviations are 90
        for (int i = 0; i < 1_000; i++) {
            assertEquals(rule.hits("x" + i, 1), rule.hits("x" + i, 2));
        }
        Rule all = Rule.ofItems("retry", "every:1", 1);
        assertTrue(all.hits("", 1) && all.hits("a", 7));
    }

    @Test
    void shareIsOfTriesSoThatTheNextMaySucceed() {
        Rule rule = Rule.ofItems("retry", "p:0.2", 1);
        int twice = 0;
        int once = 0;
        for (int i = 0; i < 10_000; i++) {
            once += rule.hits("x" + i, 1) ? 1 : 0;
            twice += rule.hits("x" + i, 1) && rule.hits("x" + i, 2) ? 1 : 0;
        }
        assertEquals(2_000, once, 120);
        assertEquals(400, twice, 60);
        assertFalse(Rule.ofItems("retry", "p:0", 1).hits("x", 1));
        assertTrue(Rule.ofItems("retry", "p:1", 1).hits("x", 1));
    }

    @Test
    void anotherSeedHitsOthers() {
        Rule one = Rule.ofItems("retry", "p:0.5", 1);
        Rule two = Rule.ofItems("retry", "p:0.5", 2);
        double alike = IntStream.range(0, 10_000)
                .filter(i -> one.hits("x" + i, 1) == two.hits("x" + i, 1))
                .count();
        assertEquals(5_000, alike, 150);
    }

    @Test
    void namedOnesAreHit() {
        Rule rule = Rule.ofItems("reject", "id:a|b c|7", 0);
        assertTrue(rule.hits("a", 1) && rule.hits("b c", 2) && rule.hits("7", 3));
        assertFalse(rule.hits("b", 1) || rule.hits("", 1));
    }

    @Test
    void firstTriesOnly() {
        Rule rule = Rule.ofItems("retry", "every:1", 0).first(2);
        assertTrue(rule.hits("x", 1) && rule.hits("x", 2));
        assertFalse(rule.hits("x", 3));
    }

    @Test
    void requestsAreCounted() {
        Rule rule = Rule.ofRequests("lost", "every:3", 0);
        assertEquals(
                "3 6 9",
                String.join(
                        " ",
                        IntStream.rangeClosed(1, 10)
                                .filter(nth -> rule.hits("", nth))
                                .mapToObj(String::valueOf)
                                .toList()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "every",
                "every:",
                "every:0",
                "every:-1",
                "every:x",
                "p:",
                "p:1.1",
                "p:-0.1",
                "p:NaN",
                "x:1",
                "id"
            })
    void whatIsNoRuleIsNamed(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Rule.ofItems("retry", text, 0));
        assertEquals("not a rule: retry=" + text + " (every:N, p:0.01 or id:a|b|c)", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Rule.ofRequests("lost", text, 0));
    }
}
