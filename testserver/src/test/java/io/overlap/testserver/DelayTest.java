package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelayTest {

    @ParameterizedTest
    @CsvSource({
        "0,          0",
        "100,        100_000_000",
        "100ms,      100_000_000",
        "0.1s,       100_000_000",
        "100000us,   100_000_000",
        "1.5,        1_500_000",
        "0.000001,   1",
        "0.0009us,   0",
        "007,        7_000_000",
        "9999999,    9_999_999_000_000",
        "10000000,   10_000_000_000_000",
        "000000007,  7_000_000",
        "2m,         120_000_000_000",
        "0.5h,       1_800_000_000_000",
        "24h,        86_400_000_000_000",
        "86400000,   86_400_000_000_000"
    })
    void numberAndUnitAreRead(String text, String nanos) {
        assertEquals(Long.parseLong(nanos.replace("_", "")), Delay.parse(text).nanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "-1",
                "+1",
                "1 s",
                " 1",
                "1d",
                "1S",
                "ms",
                ".5",
                "5.",
                "1.2.3",
                "1e3",
                "0x10",
                "1,5",
                "NaN",
                "١",
                "1234567890123",
                "0.1234567890",
                "1s\n"
            })
    void whatIsNoDelayIsNamed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Delay.parse(text))
                .getMessage();
        assertEquals("not a delay: " + text.replace('\n', ' ') + " (NUMBER[us|ms|s|m|h], bare = ms)", message);
    }

    @Test
    void refusalOfALongTextIsALineThatIsNotLong() {
        for (String start : new String[] {"x", "9", "999999999999h"}) {
            String message = String.valueOf(assertThrows(
                            IllegalArgumentException.class, () -> Delay.parse(start + "\r\n\u2028y".repeat(2_000)))
                    .getMessage());
            assertTrue(message.length() <= 300, message);
            assertEquals(1, message.split("[\r\n\u2028]", -1).length, message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"24.000000001h", "86400001", "999999999999h", "25h"})
    void moreThanADayIsRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Delay.parse(text))
                .getMessage();
        assertEquals("delay over 24h: " + text, message);
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "1, 0.000001ms", "100_000_000, 100ms", "1_500_000, 1.5ms", "86_400_000_000_000, 86400000ms"})
    void textIsTheShortestInMilliseconds(String nanos, String text) {
        assertEquals(text, new Delay(Long.parseLong(nanos.replace("_", ""))).toString());
    }

    @Test
    void textIsReadBackToTheSameDelay() {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            Delay delay = new Delay(random.nextLong(Delay.MAX.toNanos() >> random.nextInt(46)));
            assertEquals(delay, Delay.parse(delay.toString()));
        }
    }

    @Test
    void durationIsKeptToTheNanosecond() {
        assertEquals(1, Delay.of(Duration.ofNanos(1)).nanos());
        assertEquals(Delay.MAX, Delay.of(Delay.MAX).toDuration());
        assertEquals(0.25, Delay.of(Duration.ofNanos(250_000)).millis());
    }

    @Test
    void durationOutsideADayIsRefused() {
        for (Duration wrong :
                new Duration[] {Duration.ofNanos(-1), Delay.MAX.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE)}) {
            assertEquals(
                    "delay not within 0 and 24h: " + wrong,
                    assertThrows(IllegalArgumentException.class, () -> Delay.of(wrong))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new Delay(-1));
        assertThrows(IllegalArgumentException.class, () -> new Delay(Delay.MAX.toNanos() + 1));
    }
}
