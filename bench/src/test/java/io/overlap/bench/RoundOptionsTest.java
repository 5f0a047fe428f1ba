package io.overlap.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of the benchmarks of servers. */
class RoundOptionsTest {
    private static final RoundOptions PUBLISHED = new RoundOptions(5, 6, 42, Path.of("there"));

    @Test
    void wordsStandOverWhatIsPublished() {
        assertEquals(PUBLISHED, with(""));
        assertEquals(new RoundOptions(2, 9, -7, Path.of("here")), with("--rounds 2 --seconds 9 --seed -7 --out here"));
    }

    @Test
    void quickIsWhatIsNotSaidOtherwiseWhereverItStands() {
        assertEquals(new RoundOptions(1, 2, 42, Path.of("there")), with("--quick"));
        assertEquals(new RoundOptions(3, 2, 42, Path.of("there")), with("--rounds 3 --quick"));
        assertEquals(with("--rounds 3 --quick"), with("--quick --rounds 3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --rounds 0           | --rounds not within 1 and 3600: 0
                    --seconds 99999999999 | --seconds not within 1 and 3600: 99999999999
                    --seconds soon       | --seconds is not a number: soon
                    --seed x             | --seed is not a number: x
                    """)
    void wrongValueIsNamed(String words, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> with(words)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"--fast 1", "--quick --rounds"})
    void wrongNameIsAnsweredWithTheRightOnes(String words) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> with(words));
        assertTrue(
                String.valueOf(e.getMessage()).endsWith("; known: --quick --rounds N --seconds N --seed N --out DIR"));
    }

    private static RoundOptions with(String words) {
        return PUBLISHED.with(words.isEmpty() ? new String[0] : words.split(" ", -1), 2);
    }
}
