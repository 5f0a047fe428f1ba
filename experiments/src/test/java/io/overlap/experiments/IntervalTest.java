package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A median and the interval that holds it. */
class IntervalTest {
    /** Order statistics of the 95 % interval, as tables of the sign test have them. */
    @ParameterizedTest(name = "of {0} values")
    @CsvSource({
        "1, 1, 1, 1",
        "2, 1.5, 1, 2",
        "5, 3, 1, 5",
        "6, 3.5, 1, 6",
        "8, 4.5, 1, 8",
        "9, 5, 2, 8",
        "10, 5.5, 2, 9",
        "12, 6.5, 3, 10",
        "15, 8, 4, 12",
        "20, 10.5, 6, 15",
        "25, 13, 8, 18",
    })
    void theMedianLiesBetweenOrderStatistics(int n, double median, double low, double high) {
        List<Double> values =
                IntStream.rangeClosed(1, n).mapToObj(i -> (double) (n + 1 - i)).toList();
        assertEquals(new Interval(median, low, high), Interval.of(values));
    }

    @Test
    void itIsScaledAsAWhole() {
        assertEquals(new Interval(20, 10, 30), new Interval(2, 1, 3).times(10));
    }

    @Test
    void ofNothingThereIsNone() {
        assertThrows(IllegalArgumentException.class, () -> Interval.of(List.of()));
    }
}
