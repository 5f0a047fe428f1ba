package io.overlap.cli;

import io.overlap.experiments.database.DatabaseUrl;
import io.overlap.experiments.saving.PrimesExperiment;
import io.overlap.experiments.saving.PrimesOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overlap experiment primes}: computing and saving at once. */
@Command(
        name = "primes",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "What does saving cost a program that computes?",
            "Primes below 2^7 to 2^14 are found and each is saved at the delay server by a request of 50 ms: not at all, one by one,",
            "by the book's batcher, which stops the program to save, and by ours; and into PostgreSQL and SQLite. Then the same",
            "where computing and saving take equally long. The server tells that each was saved exactly once."
        },
        footer = {
            "",
            "Into a server of yours it makes the table overlap_primes, and drops it at the end. Its password is taken from the",
            "environment, from OVERLAP_DB_PASSWORD or PGPASSWORD.",
            "",
            "Try:",
            "  overlap experiment primes --quick                small sizes, each twice; under a minute",
            "  overlap experiment primes                        about four minutes"
        })
final class PrimesCommand implements Callable<Integer> {
    @Option(names = "--reps", paramLabel = "N", description = "Trials of each (10); of serial at most two.")
    private @Nullable Integer reps;

    @Option(
            names = "--quick",
            description = "In miniature: primes below 2^7 to 2^10, --reps 2 where not said otherwise.")
    private boolean quick;

    @Option(
            names = "--into",
            paramLabel = "URL",
            description =
                    "The database beside the server: postgresql://USER@HOST:PORT/DATABASE, sqlite:FILE, or embedded"
                            + " (a PostgreSQL and a SQLite of our own).")
    private @Nullable String into;

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, PrimesExperiment::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private PrimesOptions options() {
        PrimesOptions base = quick ? PrimesOptions.QUICK : PrimesOptions.DEFAULT;
        PrimesOptions often = reps == null ? base : base.withReps(reps);
        return into == null || into.equals("embedded") ? often : often.withInto(DatabaseUrl.of(into));
    }
}
