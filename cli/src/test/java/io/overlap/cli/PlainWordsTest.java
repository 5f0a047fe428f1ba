package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@link PlainWords} and picocli read the same. */
class PlainWordsTest {
    @Test
    void theOptionsAreThoseOfPicocli() {
        TreeSet<String> known = new TreeSet<>();
        for (OptionSpec option :
                new CommandLine(new CompareCommand()).getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                known.addAll(List.of(option.names()));
            }
        }
        assertEquals(
                known, new TreeSet<>(PlainWords.options(new CompareCommand()).keySet()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-n 500",
                "--quick",
                "--quick --strict --full-serial",
                "--variants netty,async -n 500 --reps 1 --warmup 0 --out none --url http://localhost:8080",
                "--delay 20ms --cap 7 --json - --out a/b",
                "--urls - --json out.json",
                "--variants nonsense --delay never"
            })
    void plainWordsAreReadAsPicocliReadsThem(String line) {
        CompareCommand plain = new CompareCommand();
        CompareCommand byPicocli = new CompareCommand();
        List<String> words = words(line);
        assertTrue(PlainWords.read(plain, words));
        new CommandLine(byPicocli).parseArgs(words.toArray(String[]::new));
        assertEquals(values(byPicocli), values(plain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "--version",
                "--quick --help",
                "-n",
                "-n x",
                "-n 1.5",
                "-n 99999999999",
                "-n -1",
                "-n 1 -n 2",
                "--quick --quick",
                "-n=5",
                "-n5",
                "--reps=1",
                "--out --quick",
                "--url",
                "--stopped",
                "--no-such-option",
                "--Quick",
                "word",
                "--",
                "@file"
            })
    void anythingUnusualIsLeftToPicocli(String line) {
        assertFalse(PlainWords.read(new CompareCommand(), words(line)));
    }

    @Test
    void anEmptyWordIsLeftToPicocli() {
        assertFalse(PlainWords.read(new CompareCommand(), List.of("--url", "")));
    }

    private static List<String> words(String line) {
        return Stream.of(line.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }

    private static Map<String, String> values(CompareCommand command) {
        Map<String, String> values = new TreeMap<>();
        PlainWords.options(command).forEach((name, place) -> values.put(name, String.valueOf(place.get())));
        return values;
    }
}
