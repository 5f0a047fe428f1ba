package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for is told on stdout, with exit code 0. */
@Timeout(120)
class HelpTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    --help         | compare serve report 130
                    compare --help | --variants -n --delay --cap --reps --warmup --quick --full-serial --strict --url --urls --json --out
                    serve --help   | --port --host --seed --delay --routes --limit --rate-limit --max-stream --backlog --record --no-record --no-admin --tls --tls-ca
                    experiment delays --help  | --seed --draws --quick --strict --json --out Try: 100,000
                    experiment capacity --help | --quick --servers --seed --strict --json --out Try: minutes
                    experiment batcher --help | --quick --reps --strict --json --out Try: minutes
                    experiment primes --help | --quick --reps --into --strict --json --out OVERLAP_DB_PASSWORD Try: minutes
                    experiment workload --help | --quick --items --reps --strict --json --out bcrypt Try: minutes
                    report --help  | DIR report.md variants.svg timelines.svg delays.svg batcher.svg chronology- run.json
                    """)
    void helpNamesWhatThereIs(String words, String named) throws Exception {
        Cli cli = Cli.run(folder, words.split(" ", -1));

        cli.assertExit(0);
        assertEquals("", cli.err());
        for (String word : named.split(" ", -1)) {
            assertTrue(cli.out().contains(word), word + " in " + cli.out());
        }
    }

    @Test
    void theVersionIsOneLine() throws Exception {
        Cli cli = Cli.run(folder, "--version");

        cli.assertExit(0);
        assertEquals(1, cli.out().lines().count());
        assertTrue(cli.out().startsWith("overlap "), cli.out());
    }
}
