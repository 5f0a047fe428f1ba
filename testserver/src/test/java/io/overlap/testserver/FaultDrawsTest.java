package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is drawn for one request: each thing as often as asked, whatever else is drawn, and redirects that lead somewhere. */
class FaultDrawsTest {
    private static final int DRAWS = 20_000;
    private static final double FIVE_DEVIATIONS = 5 / Math.sqrt(DRAWS);
    private static final String WORDS = "fault=reset:0.5,short:0.5&status=503:0.5&redirect=loop&p=0.5";
    private static final DelayDistribution UNIFORM = DelayDistribution.parse("uniform(0,1)");

    private static final Faults FAULTS = faults(WORDS);

    /** Each scaled to a mean of 0 and a deviation of 1. */
    private static final List<ToDoubleFunction<String>> DRAWN = List.of(
            url -> (UNIFORM.draw(42, url).millis() - 0.5) * Math.sqrt(12),
            url -> drawn(url, 1).faults().contains(Fault.RESET) ? 1 : -1,
            url -> drawn(url, 1).faults().contains(Fault.SHORT) ? 1 : -1,
            url -> drawn(url, 1).status() == 503 ? 1 : -1,
            url -> drawn(url, 1).redirected() ? 1 : -1,
            url -> drawn(url, 2).faults().contains(Fault.RESET) ? 1 : -1,
            url -> drawn(url, 2).status() == 503 ? 1 : -1,
            url -> drawn(url, 2).redirected() ? 1 : -1);

    private static Faults faults(String words) {
        return Plan.of(Target.of("/add?" + words), Plan.PLAIN, ServerOptions.MAX_STREAM)
                .faults();
    }

    private static Faults.Drawn drawn(String url, int nth) {
        return FAULTS.draw(42, url, nth);
    }

    @Test
    void delayFaultsStatusAndRedirectAreIndependentOfEachOtherAndOfTheTryBefore() {
        String[] urls = IntStream.range(0, DRAWS)
                .mapToObj(i -> "/add?name=u" + i + "&" + WORDS)
                .toArray(String[]::new);
        double[][] drawn = DRAWN.stream()
                .map(of -> Stream.of(urls).mapToDouble(of).toArray())
                .toArray(double[][]::new);
        for (int i = 0; i < drawn.length; i++) {
            assertEquals(0, mean(drawn[i]), FIVE_DEVIATIONS, "mean of " + i);
            for (int j = 0; j < i; j++) {
                assertEquals(0, correlation(drawn[i], drawn[j]), FIVE_DEVIATIONS, "of " + j + " and " + i);
            }
        }
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double correlation(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum / a.length;
    }

    /** A status of redirects is theirs: what they lead to is no redirect to nowhere. */
    @ParameterizedTest
    @CsvSource({
        "redirect=2&status=301,              301 true",
        "redirect=0&status=301,              0 false",
        "redirect=2&status=301:1&p=0,        0 false",
        "redirect=0&status=307:0.99999999,   0 false",
        "redirect=0&status=503,              503 false",
        "redirect=0&status=201,              201 false",
        "redirect=loop&status=308,           308 true",
        "redirect=2,                         0 true",
        "status=301,                         301 false",
    })
    void statusOfARedirectGoesWithIt(String words, String drawn) {
        Faults.Drawn first = faults(words).draw(42, "/add?" + words, 1);
        assertEquals(drawn, first.status() + " " + first.redirected());
    }

    @ParameterizedTest
    @CsvSource({"redirect=2&status=301, 301", "redirect=2&status=307&p=1, 307", "redirect=2, 302"})
    void redirectsOfAnyStatusLeadToTheAnswer(String words, int status) throws Exception {
        try (TestServer server = TestServer.start()) {
            String target = "/add?name=x&delay=0&" + words;
            for (int i = 0; i < 2; i++) {
                RawClient.Response redirect = RawClient.ask(server, target);
                assertEquals(status, redirect.status());
                target = redirect.header("location");
            }
            RawClient.Response answer = RawClient.ask(server, target);
            assertEquals(200, answer.status());
            assertEquals(".", answer.body());
        }
    }

    @Test
    void redirectsOfARouteLeadToItsAnswerToo() throws Exception {
        Scenario scenario = Scenario.parse("/moved/* delay=0 redirect=1 status=301");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            RawClient.Response redirect = RawClient.ask(server, "/moved/a");
            assertEquals(301, redirect.status());
            assertEquals(".", RawClient.ask(server, redirect.header("location")).body());
        }
    }
}
