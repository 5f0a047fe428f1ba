package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 100,000 draws of each distribution, of the URLs that a client would ask for, beside the distribution's formula. */
class DelayDrawsTest {
    private static final int DRAWS = 100_000;
    private static final double TWO_PERCENT = 1.02;

    static Stream<Arguments> laws() {
        return Stream.of(
                arguments("100", Laws.fixed(100)),
                arguments("uniform(50,150)", Laws.uniform(50, 150)),
                arguments("normal(100,20)", Laws.normal(100, 20)),
                arguments("normal(20,20)", Laws.normal(20, 20)),
                arguments("lognormal(p50=90,p99=900)", Laws.lognormal(90, 900)),
                arguments("exp(100)", Laws.exponential(100)),
                arguments("pareto(50,1.5)", Laws.pareto(50, 1.5)),
                arguments("mix(10ms:90,1s:10)", Laws.mix(10, 0.9, 1_000)));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void drawsAgreeWithTheFormula(String spec, LongToDoubleFunction law) {
        assertEquals(List.of(), Disagreements.of(draws(DelayDistribution.parse(spec), 42, spec), law));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void soTheyDoWithAnotherSeed(String spec, LongToDoubleFunction law) {
        assertEquals(List.of(), Disagreements.of(draws(DelayDistribution.parse(spec), -7, spec), law));
    }

    static Stream<Arguments> lawsThatAreWrong() {
        double p99 = 90 * Math.pow(10, TWO_PERCENT);
        return Stream.of(
                arguments("100", Laws.fixed(100 * TWO_PERCENT)),
                arguments("uniform(50,150)", Laws.uniform(50, 50 + 100 * TWO_PERCENT)),
                arguments("uniform(50,150)", Laws.uniform(50, 50 + 100 / TWO_PERCENT)),
                arguments("normal(100,20)", Laws.normal(100, 20 * TWO_PERCENT)),
                arguments("normal(100,20)", Laws.normal(100, 20 / TWO_PERCENT)),
                arguments("normal(100,20)", Laws.normal(100.4, 20)),
                arguments("lognormal(p50=90,p99=900)", Laws.lognormal(90, p99)),
                arguments("lognormal(p50=90,p99=900)", Laws.lognormal(90 * TWO_PERCENT, 900 * TWO_PERCENT)),
                arguments("exp(100)", Laws.exponential(100 * TWO_PERCENT)),
                arguments("exp(100)", Laws.exponential(100 / TWO_PERCENT)),
                arguments("pareto(50,1.5)", Laws.pareto(50, 1.5 * TWO_PERCENT)),
                arguments("pareto(50,1.5)", Laws.pareto(50 * TWO_PERCENT, 1.5)),
                arguments("mix(10ms:90,1s:10)", Laws.mix(10, 0.92, 1_000)));
    }

    /** So that agreeing says something: a parameter that is wrong by two percent is seen. */
    @ParameterizedTest
    @MethodSource("lawsThatAreWrong")
    void formulaThatIsTwoPercentOffIsFound(String spec, LongToDoubleFunction law) {
        assertFalse(Disagreements.of(draws(DelayDistribution.parse(spec), 42, spec), law)
                .isEmpty());
    }

    /** Pearson's correlation of ranks that lie apart by so many; five standard deviations of chance. */
    @Test
    void delayDoesNotDependOnTheRequestBefore() {
        DelayDistribution uniform = DelayDistribution.parse("uniform(0,1)");
        double[] shares = IntStream.range(0, DRAWS)
                .mapToDouble(i -> uniform.draw(42, target("uniform(0,1)", i)).millis() - 0.5)
                .toArray();
        for (int apart : new int[] {1, 2, 10, 100, 1_000}) {
            double sum = 0;
            for (int i = apart; i < DRAWS; i++) {
                sum += shares[i] * shares[i - apart];
            }
            assertEquals(0, 12 * sum / (DRAWS - apart), 5 / Math.sqrt(DRAWS), "apart by " + apart);
        }
    }

    @Test
    void seedsAreIndependent() {
        DelayDistribution uniform = DelayDistribution.parse("uniform(0,1)");
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            String target = target("uniform(0,1)", i);
            sum += (uniform.draw(42, target).millis() - 0.5)
                    * (uniform.draw(43, target).millis() - 0.5);
        }
        assertEquals(0, 12 * sum / DRAWS, 5 / Math.sqrt(DRAWS));
    }

    @Test
    void eachLineOfATraceIsAsLikely(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("trace"), "3\n1\n2\n1\n7\n");
        DelayDistribution trace = DelayDistribution.parseWithFiles("trace(" + file + ")");
        assertEquals(
                List.of(),
                Disagreements.of(
                        draws(trace, 42, "trace"),
                        nanos -> (nanos >= 1_000_000 ? 0.4 : 0)
                                + (nanos >= 2_000_000 ? 0.2 : 0)
                                + (nanos >= 3_000_000 ? 0.2 : 0)
                                + (nanos >= 7_000_000 ? 0.2 : 0)));
    }

    private static long[] draws(DelayDistribution distribution, long seed, String spec) {
        long[] draws = IntStream.range(0, DRAWS)
                .mapToLong(i -> distribution.draw(seed, target(spec, i)).nanos())
                .toArray();
        Arrays.sort(draws);
        return draws;
    }

    private static String target(String spec, int i) {
        return "/add?name=u" + i + "&delay=" + spec;
    }
}
