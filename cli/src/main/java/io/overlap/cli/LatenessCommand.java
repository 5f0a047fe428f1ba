package io.overlap.cli;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Lateness;
import io.overlap.experiments.LatenessOptions;
import io.overlap.experiments.LatenessRun;
import io.overlap.experiments.Signals;
import io.overlap.experiments.StorageException;
import java.io.IOException;
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

/** {@code overlap experiment lateness}: how exactly the delay server keeps its delays. */
@Command(
        name = "lateness",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "How late is the delay server, and what does a waiting connection cost it?",
            "A bare client in this process drives a server in another: all connections in lock-step, paced evenly, and",
            "held with an answer that is far away."
        },
        footer = {
            "",
            "Try:",
            "  overlap experiment lateness                    up to 15,000 connections; about five minutes",
            "  overlap experiment lateness --quick            100 and 1,000 connections, once",
            "  overlap experiment lateness --connections 20000 --reps 1"
        })
final class LatenessCommand implements Callable<Integer> {
    private static final String NAME = "overlap experiment lateness";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--connections",
            paramLabel = "LIST",
            description = "How many at once, separated by commas (100,1000,5000,10000,15000).")
    private @Nullable String connections;

    @Option(names = "--reps", paramLabel = "N", description = "Trials of each (5).")
    private @Nullable Integer reps;

    @Option(names = "--quick", description = "In miniature: --connections 100,1000 --reps 1, where not said otherwise.")
    private boolean quick;

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Mixin
    private OutputOptions output = new OutputOptions();

    private volatile boolean stopped;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        LatenessOptions options = options();
        try {
            Path folder = output.prepare("lateness");
            LatenessRun run = run(options, err);
            output.write(NAME, folder, run::json, run::table, err);
            return ExitCode.of(run.stopped(), run.failed(), run.claims(), strict);
        } catch (StorageException e) {
            err.println(NAME + ": " + e.getMessage());
            return ExitCode.STORAGE;
        } catch (CannotRunException | IOException e) {
            err.println(NAME + ": " + e.getMessage());
            return stopped ? ExitCode.STOPPED : ExitCode.CANNOT_RUN;
        }
    }

    private LatenessRun run(LatenessOptions options, PrintWriter err)
            throws CannotRunException, IOException, InterruptedException {
        try (Progress progress = Progress.of(NAME, err)) {
            Lateness lateness = new Lateness(options, progress);
            Runnable stop = () -> {
                stopped = true;
                progress.say("stopping");
                lateness.stop();
            };
            Signals.onStop(stop, stop);
            return lateness.run();
        }
    }

    private LatenessOptions options() {
        LatenessOptions base = quick ? LatenessOptions.QUICK : LatenessOptions.DEFAULT;
        try {
            return new LatenessOptions(
                    connections == null ? base.connections() : LatenessOptions.parse(connections),
                    reps == null ? base.reps() : reps,
                    base.warmup());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
