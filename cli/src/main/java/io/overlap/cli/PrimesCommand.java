package io.overlap.cli;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Signals;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.database.DatabaseUrl;
import io.overlap.experiments.saving.PrimesExperiment;
import io.overlap.experiments.saving.PrimesOptions;
import io.overlap.experiments.saving.PrimesRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
    private static final String NAME = "overlap experiment primes";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

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

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        PrimesOptions options = options();
        try {
            Path folder = output.prepare("primes");
            PrimesRun run = run(options, err);
            output.write(NAME, folder, run::json, run::table, err);
            return ExitCode.of(run.stopped(), run.failed(), run.claims(), strict);
        } catch (CannotRunException e) {
            err.println(NAME + ": " + e.getMessage());
            return ExitCode.CANNOT_RUN;
        } catch (StorageException e) {
            err.println(NAME + ": " + e.getMessage());
            return ExitCode.STORAGE;
        }
    }

    private static PrimesRun run(PrimesOptions options, PrintWriter err)
            throws InterruptedException, CannotRunException {
        try (Progress progress = Progress.of(NAME, err)) {
            PrimesExperiment experiment = new PrimesExperiment(options, progress);
            Runnable stop = () -> {
                progress.say("stopping");
                experiment.stop();
            };
            Signals.onStop(stop, stop);
            return experiment.run();
        }
    }

    private PrimesOptions options() {
        PrimesOptions base = quick ? PrimesOptions.QUICK : PrimesOptions.DEFAULT;
        try {
            PrimesOptions often = reps == null ? base : base.withReps(reps);
            return into == null || into.equals("embedded") ? often : often.withInto(DatabaseUrl.of(into));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
