package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts that figures are made of. */
class ReportPartsTest {
    private static final double LIGHT = luminance("#ffffff");
    private static final double DARK = luminance("#0d1117");

    @Test
    void coordinatesAreShort() {
        assertEquals("0", Svg.n(0));
        assertEquals("12", Svg.n(12));
        assertEquals("12.5", Svg.n(12.5));
        assertEquals("12.05", Svg.n(12.049));
        assertEquals("-0.5", Svg.n(-0.5));
        assertEquals("0", Svg.n(-0.001));
    }

    @Test
    void whatXmlForbidsIsReplaced() {
        assertEquals("&lt;&amp;&quot;&gt;\uFFFD\uFFFDx", Svg.escape("<&\">\u0000\uD800x"));
        assertEquals("\uD83D\uDE00", Svg.escape("\uD83D\uDE00"));
    }

    @Test
    void everyHueIsSeenOnLightAndOnDark() {
        for (String hue : Svg.HUES) {
            assertTrue((LIGHT + 0.05) / (luminance(hue) + 0.05) >= 3, hue + " on light");
            assertTrue((luminance(hue) + 0.05) / (DARK + 0.05) >= 3, hue + " on dark");
        }
    }

    /** Relative, as WCAG 2 defines it. */
    private static double luminance(String hex) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    @Test
    void anAxisEndsAtTheHalfStepPastTheLast() {
        assertEquals(0.55, Axis.past(0.508, 7).end(), 1e-9);
        assertEquals(0.1, Axis.past(0.508, 7).step(), 1e-12);
        assertEquals(0.5, Axis.past(0.5, 7).end(), 1e-9);
        assertEquals("0.3", Axis.past(0.508, 7).label(3, 1));
        assertEquals("300", Axis.past(0.508, 7).label(3, 1e3));
        assertEquals("1,000", Axis.past(5_000, 6).label(1, 1));
        Axis far = Axis.between(0.5, 0.551, 4);
        assertEquals(0.5, far.start(), 1e-9);
        assertEquals(0.56, far.end(), 1e-9);
    }

    @Test
    void anAxisOfNothingHasAnEnd() {
        for (Axis axis :
                List.of(Axis.past(0, 7), Axis.between(0.5, 0.5, 4), Axis.between(1e18, 1e18, 4), Axis.past(1e18, 4))) {
            assertTrue(axis.end() > axis.start(), axis::toString);
            int ticks = axis.lastTick() - axis.firstTick();
            assertTrue(ticks >= 0 && ticks < 20, axis::toString);
            assertTrue(axis.label(axis.lastTick(), 1).length() < 40, axis::toString);
        }
    }

    @Test
    void theAxisOfAllIsCutAtThreeTimesTheFastest() {
        assertEquals(1.4, TimeAxis.slowestShown(5.1, 0.5, 1.4));
        assertEquals(1.5, TimeAxis.slowestShown(1.5, 0.5));
        assertEquals(0.5, TimeAxis.slowestShown(1.51, 0.5));
        assertEquals(7, TimeAxis.slowestShown(7));
        assertEquals(0.55, TimeAxis.forAll(0.508, 5.1).end(), 1e-9);
    }

    @Test
    void inFlightRisesAndFallsWithEachRequest() {
        Chronology chronology = Chronology.of(List.of(
                new Chronology.Exchange(9, 1_030, 1_050, 200),
                new Chronology.Exchange(4, 1_000, 1_020, 200),
                new Chronology.Exchange(9, 1_010, 1_030, 499),
                new Chronology.Exchange(4, 1_060, 1_060, 200)));
        List<String> steps = new ArrayList<>();
        chronology.inFlight((nanos, inFlight) -> steps.add(nanos + ":" + inFlight));

        // The third arrives at the moment of the second's answer, the fourth is answered at once.
        assertEquals(List.of("0:1", "10:2", "20:1", "30:2", "30:1", "50:0", "60:1", "60:0"), steps);
        assertEquals(2, chronology.maxInFlight());
        assertEquals(2, chronology.connections());
        assertEquals(
                List.of(0, 1, 1, 0),
                List.of(
                        chronology.connection(0),
                        chronology.connection(1),
                        chronology.connection(2),
                        chronology.connection(3)));
        assertEquals(1, chronology.notOk());
        assertEquals(2, chronology.answeredBy(30e-9));
        assertEquals(3, chronology.arrivedBy(30e-9));
        assertEquals(60e-9, chronology.seconds(), 1e-15);
        assertEquals(20e-9, chronology.secondsTo(1), 1e-15);
    }

    @Test
    void thereAreAsManyLanesAsWereInFlightAtMost() {
        Chronology chronology = Chronology.of(List.of(
                new Chronology.Exchange(1, 0, 100, 200),
                new Chronology.Exchange(2, 10, 50, 200),
                new Chronology.Exchange(3, 60, 160, 200),
                new Chronology.Exchange(4, 110, 120, 200)));
        Lanes lanes = Lanes.of(chronology, 4);
        assertEquals(2, lanes.count());
        assertEquals(List.of(0, 1, 1, 0), List.of(lanes.of(0), lanes.of(1), lanes.of(2), lanes.of(3)));
    }

    @Test
    void markupInATextIsShownAsItIs() {
        assertEquals("a\\|b &lt;i&gt; \\*c\\* \\[d\\] e", Markdown.text("a|b <i> *c* [d]\ne"));
        assertEquals("chronology-a%20b%2F.svg", Markdown.link("chronology-a b/.svg"));
    }
}
