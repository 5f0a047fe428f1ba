package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How distributions are written, refused and read back, and that a draw depends on nothing but its hash. */
class DelayDistributionTest {
    private static final String FORMS =
            "100, 1.5s, uniform(50,150), normal(100,20), lognormal(p50=90,p99=900), exp(100), "
                    + "pareto(50,1.5) or mix(10ms:90,1s:10)";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** The median and the 99 % quantile by hand, in milliseconds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    100                          | 100ms                     | 100     | 100
                    1.5s                         | 1500ms                    | 1500    | 1500
                    uniform(50,150)              | uniform(50,150)           | 100     | 149
                    uniform(0,0.1s)              | uniform(0,100)            | 50      | 99
                    uniform(5,5)                 | uniform(5,5)              | 5       | 5
                    normal(100,20)               | normal(100,20)            | 100     | 146.526957480816815
                    normal(0,20ms)               | normal(0,20)              | 0       | 46.526957480816815
                    lognormal(p50=90,p99=900)    | lognormal(p50=90,p99=900) | 90      | 900
                    lognormal(p50=90us,p99=90us) | lognormal(p50=0.09,p99=0.09) | 0.09 | 0.09
                    exp(100)                     | exp(100)                  | 69.3147180559945309 | 460.517018598809137
                    exp(0)                       | exp(0)                    | 0       | 0
                    pareto(50,1.5)               | pareto(50,1.5)            | 79.3700525984099737 | 1077.21734501593976
                    pareto(1s,2.50)              | pareto(1000,2.5)          | 1319.507910772894   | 6309.57344480193
                    mix(10ms:90,1s:10)           | mix(10ms:90,1000ms:10)    | 10      | 1000
                    mix(1s:10,10ms:90.0)         | mix(10ms:90,1000ms:10)    | 10      | 1000
                    mix(7:0.5)                   | mix(7ms:0.5)              | 7       | 7
                    """)
    void eachFormIsRead(String written, String shortest, double median, double p99) {
        DelayDistribution distribution = DelayDistribution.parse(written);
        assertEquals(shortest, distribution.toString());
        assertEquals(median, distribution.quantile(0.5), 1e-15 + median * 1e-12);
        assertEquals(p99, distribution.quantile(0.99), 1e-15 + p99 * 1e-12);
        assertReadBack(distribution);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "-1",
                "(",
                ")",
                "()",
                "(100)",
                "uniform",
                "uniform(50,150",
                "uniform(50,150) ",
                " uniform(50,150)",
                "Uniform(50,150)",
                "uniform (50,150)",
                "gamma(1,2)",
                "100)",
                "100("
            })
    void whatIsNoneIsNamedWithAllForms(String text) {
        String message = refusal(text);
        if (text.equals("100)")) {
            assertEquals("not a delay: 100) (NUMBER[us|ms|s|m|h], bare = ms)", message);
        } else {
            assertEquals("not a delay: " + text + " (" + FORMS + ")", message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    uniform()                     | uniform(LEAST,MOST), two delays, the least first
                    uniform(50)                   | uniform(LEAST,MOST), two delays, the least first
                    uniform(1,2,3)                | uniform(LEAST,MOST), two delays, the least first
                    uniform(150,50)               | uniform(LEAST,MOST), two delays, the least first
                    normal(100)                   | normal(MEAN,DEVIATION), two delays
                    lognormal(90,900)             | lognormal(p50=DELAY,p99=DELAY), p50 over 0 and not over p99
                    lognormal(p99=900,p50=90)     | lognormal(p50=DELAY,p99=DELAY), p50 over 0 and not over p99
                    lognormal(p50=900,p99=90)     | lognormal(p50=DELAY,p99=DELAY), p50 over 0 and not over p99
                    lognormal(p50=0,p99=90)       | lognormal(p50=DELAY,p99=DELAY), p50 over 0 and not over p99
                    lognormal(p50=1,p99=2,p999=3) | lognormal(p50=DELAY,p99=DELAY), p50 over 0 and not over p99
                    exp(1,2)                      | exp(MEAN), a delay
                    pareto(50)                    | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(0,1)                   | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(50,0)                  | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(50,-1)                 | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(50,NaN)                | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(50,1e3)                | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(50,1000000)            | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    pareto(50,0.0000000001)       | pareto(LEAST,SHAPE), a delay over 0 and a number over 0
                    mix()                         | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    mix(10)                       | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    mix(10:1,)                    | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    mix(10:0)                     | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    mix(10:-1)                    | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    mix(10:1:2)                   | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    mix(10:Infinity)              | mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0
                    """)
    void formThatIsNotKeptIsNamed(String text, String form) {
        assertEquals("not a delay: " + text + " (" + form + ")", refusal(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    uniform(5x,10) ; not a delay: 5x (NUMBER[us|ms|s|m|h], bare = ms)
                    uniform( 5,10) ; not a delay:  5 (NUMBER[us|ms|s|m|h], bare = ms)
                    normal(100,-20) ; not a delay: -20 (NUMBER[us|ms|s|m|h], bare = ms)
                    exp() ; not a delay:  (NUMBER[us|ms|s|m|h], bare = ms)
                    exp(NaN) ; not a delay: NaN (NUMBER[us|ms|s|m|h], bare = ms)
                    exp(exp(1)) ; not a delay: exp(1) (NUMBER[us|ms|s|m|h], bare = ms)
                    exp(25h) ; delay over 24h: 25h
                    lognormal(p50=,p99=1) ; not a delay:  (NUMBER[us|ms|s|m|h], bare = ms)
                    mix(:1) ; not a delay:  (NUMBER[us|ms|s|m|h], bare = ms)
                    """)
    void delayInsideThatIsNoneIsNamed(String text, String inside) {
        assertEquals("not a delay: " + text + ": " + inside, refusal(text));
    }

    @Test
    void mixHasAHundredPartsAtMost() {
        DelayDistribution most = DelayDistribution.parse(mixOf(100, "86399999.999999", "999999.999999999"));
        assertReadBack(most);
        assertTrue(refusal(mixOf(101, "1", "1"))
                .endsWith("(mix(DELAY:WEIGHT,...), up to 100, each weight a number over 0)"));
    }

    private static String mixOf(int parts, String delay, String weight) {
        return IntStream.range(0, parts)
                .mapToObj(i -> delay + ":" + weight)
                .collect(Collectors.joining(",", "mix(", ")"));
    }

    @Test
    void refusalOfALongTextIsALineThatIsNotLong() {
        for (String start : new String[] {"", "1", "exp(", "uniform(1,", "mix(1:", "trace("}) {
            for (int length : new int[] {500, 5_000}) {
                String message = refusal(start + "x\n\r\u2028\u0085".repeat(length / 5) + ")");
                assertTrue(message.length() <= 300, message);
                assertEquals(1, message.split("[\\p{Cntrl}\\u0085\\u2028]", -1).length, message);
            }
        }
    }

    @Test
    void whatIsReadIsWrittenSoThatItIsReadBack() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            String a = delay(random);
            String b = delay(random);
            assertReadBack(DelayDistribution.fixed(Delay.parse(a)));
            assertReadBack(DelayDistribution.parse("normal(" + a + "," + b + ")"));
            String shape = Math.max(1, random.nextInt(1_000_000)) + "." + (1 + random.nextInt(999_999_999));
            assertReadBack(DelayDistribution.parse("pareto(1ms," + shape + ")"));
            assertReadBack(DelayDistribution.parse("mix(" + a + ":" + shape + "," + b + ":0.000000001)"));
        }
    }

    private static String delay(Random random) {
        return new Delay(random.nextLong(Delay.MAX.toNanos() >> random.nextInt(46))).toString();
    }

    private static void assertReadBack(DelayDistribution distribution) {
        DelayDistribution again = DelayDistribution.parse(distribution.toString());
        assertEquals(distribution, again);
        assertEquals(distribution.hashCode(), again.hashCode());
        for (long hash : new long[] {0, -1, 1L << 63, 0x123456789abcdef0L}) {
            assertEquals(distribution.nanos(hash), again.nanos(hash), distribution::toString);
        }
    }

    @Test
    void fixedIsItsDelay() {
        Delay delay = Delay.of(Duration.ofNanos(1_234_567));
        DelayDistribution fixed = DelayDistribution.fixed(delay);
        assertEquals(delay, fixed.draw(42, "/add"));
        assertEquals(delay, fixed.draw(43, "/"));
        assertEquals(DelayDistribution.parse("1.234567"), fixed);
        assertEquals(Delay.MAX, DelayDistribution.parse("24h").draw(1, "").toDuration());
    }

    /** Computed by another program, from the hash and the formulas: nanoseconds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    100                       | 0  | 100000000
                    uniform(50,150)           | 0  | 65112326
                    uniform(50,150)           | 7  | 102120548
                    normal(100,20)            | 0  | 112645332
                    normal(100,20)            | 7  | 100998274
                    lognormal(p50=90,p99=900) | 0  | 48370683
                    lognormal(p50=90,p99=900) | 7  | 81520927
                    exp(100)                  | 0  | 7593912
                    exp(100)                  | 7  | 236274665
                    pareto(50,1.5)            | 0  | 50264108
                    pareto(50,1.5)            | 7  | 86162789
                    mix(10ms:90,1s:10)        | 7  | 10000000
                    mix(10ms:90,1s:10)        | 35 | 1000000000
                    """)
    void sameSeedAndRequestMeetTheSameDelayForEver(String spec, int i, long nanos) {
        String target = "/add?name=u" + i + "&delay=" + spec;
        DelayDistribution distribution = DelayDistribution.parse(spec);
        assertEquals(nanos, distribution.draw(42, target).nanos());
        assertEquals(
                nanos,
                DelayDistribution.parse(spec).draw(42, CharBuffer.wrap(target)).nanos());
        assertEquals(nanos, distribution.nanos(Hash.of(42, target, 0)));
    }

    @Test
    void anotherSeedAndAnotherRequestMeetOtherDelays() {
        DelayDistribution uniform = DelayDistribution.parse("uniform(0,24h)");
        assertNotEquals(uniform.draw(42, "/add?name=a"), uniform.draw(43, "/add?name=a"));
        assertNotEquals(uniform.draw(42, "/add?name=a"), uniform.draw(42, "/add?name=b"));
    }

    /** The two shares that lie farthest out, and the heaviest tails that can be written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "24h",
                "uniform(0,24h)",
                "normal(24h,24h)",
                "normal(0,0)",
                "lognormal(p50=0.000001,p99=24h)",
                "lognormal(p50=24h,p99=24h)",
                "exp(24h)",
                "exp(0)",
                "pareto(0.000001,0.000000001)",
                "pareto(24h,999999)",
                "mix(0:0.000000001,24h:999999.999999999)"
            })
    void drawLiesWithinZeroAndADay(String spec) {
        DelayDistribution distribution = DelayDistribution.parse(spec);
        for (long hash : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            long nanos = distribution.nanos(hash);
            assertTrue(nanos >= 0 && nanos <= Delay.MAX.toNanos(), spec + ": " + nanos);
        }
        for (double share : new double[] {Double.MIN_VALUE, 0x1p-53, 0.5, 1 - 0x1p-53}) {
            double millis = distribution.quantile(share);
            assertTrue(millis >= 0 && millis <= Delay.MAX.toMillis(), spec + ": " + millis);
        }
    }

    @Test
    void quantileIsOfAShareBetweenNoneAndAll() {
        DelayDistribution uniform = DelayDistribution.parse("uniform(0,100)");
        for (double share : new double[] {0, 1, -1, 2, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> uniform.quantile(share));
        }
    }

    @Test
    void traceIsReadLineByLine() throws Exception {
        Path file = Files.writeString(folder.resolve("trace.txt"), "# measured\n\n 30\r\n10ms\n0.02s\n\t# 7\n10");
        DelayDistribution trace = DelayDistribution.parseWithFiles("trace(" + file + ")");
        assertEquals("trace(" + file + ")", trace.toString());
        assertEquals(DelayDistribution.parseWithFiles(trace.toString()), trace);
        assertEquals(10, trace.quantile(0.5));
        assertEquals(20, trace.quantile(0.51));
        assertEquals(20, trace.quantile(0.75));
        assertEquals(30, trace.quantile(0.76));
        assertEquals(10_000_000, trace.nanos(0));
        assertEquals(30_000_000, trace.nanos(-1));
        assertEquals(DelayDistribution.parse("exp(5)"), DelayDistribution.parseWithFiles("exp(5)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    1\\n2x\\n       ; line 2: not a delay: 2x (NUMBER[us|ms|s|m|h], bare = ms)
                    \\n#\\n\\n25h   ; line 4: delay over 24h: 25h
                    1 # one        ; line 1: not a delay: 1 # one (NUMBER[us|ms|s|m|h], bare = ms)
                    '# nothing\\n' ; no delays in file:
                    """)
    void traceThatHoldsAnythingElseIsRefusedWithItsLine(String lines, String said) throws Exception {
        Path file = Files.writeString(folder.resolve("t"), lines.replace("\\n", "\n"));
        assertTrue(traceRefusal(file).contains(said), () -> traceRefusal(file));
    }

    @Test
    void traceIsBounded() throws Exception {
        Path most = Files.write(
                folder.resolve("most"), "1\n".repeat(DelayTrace.MAX_LINES).getBytes(StandardCharsets.US_ASCII));
        assertEquals(1, DelayDistribution.parseWithFiles("trace(" + most + ")").quantile(0.5));
        Path over = Files.writeString(folder.resolve("over"), "\n".repeat(DelayTrace.MAX_LINES) + "1");
        assertTrue(traceRefusal(over).endsWith("more than 1000000 lines"), () -> traceRefusal(over));
        Path wide = Files.writeString(folder.resolve("wide"), "1\n#" + "x".repeat(1_000));
        assertTrue(traceRefusal(wide).endsWith("line 2: longer than 1000 characters"), () -> traceRefusal(wide));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, '\n'});
        assertTrue(traceRefusal(binary).contains("line 1: not a delay: "), () -> traceRefusal(binary));
    }

    @Test
    void traceThatCannotBeReadIsSaidInALine() {
        assertTrue(traceRefusal(folder.resolve("missing")).startsWith("no such file: "));
        assertTrue(traceRefusal(folder).startsWith("cannot read file of delays: "));
        assertTrue(refusalWithFiles("trace(a\0b)").startsWith("cannot read file of delays: a b: "));
        assertEquals("not a delay: trace() (trace(FILE), a delay a line)", refusalWithFiles("trace()"));
    }

    @Test
    void queryReadsNoFile() {
        assertEquals(
                "not a delay here: trace(/etc/passwd): trace(FILE) only in --delay and --routes",
                refusal("trace(/etc/passwd)"));
    }

    private static String traceRefusal(Path file) {
        return refusalWithFiles("trace(" + file + ")");
    }

    private static String refusalWithFiles(String text) {
        return message(assertThrows(IllegalArgumentException.class, () -> DelayDistribution.parseWithFiles(text)));
    }

    private static String refusal(String text) {
        return message(assertThrows(IllegalArgumentException.class, () -> DelayDistribution.parse(text)));
    }

    private static String message(IllegalArgumentException refused) {
        return String.valueOf(refused.getMessage());
    }
}
