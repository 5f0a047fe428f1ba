package io.overlap.cli;

import io.overlap.experiments.BatcherExperiment;
import io.overlap.experiments.BatcherOptions;
import io.overlap.experiments.BatcherRun;
import io.overlap.experiments.Signals;
import io.overlap.experiments.StorageException;
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

/** {@code overlap experiment batcher}: what the batcher gets out of its writer, and what it loses. */
@Command(
        name = "batcher",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "How near does the batcher come to what its writer allows, and what is lost when the writer goes wrong?",
            "In this process, with a writer whose time is known: as many items as it takes, items at a constant rate, and",
            "fifteen faults, live."
        },
        footer = {
            "",
            "Try:",
            "  overlap experiment batcher --quick             each once; some 15 seconds",
            "  overlap experiment batcher                     eight loads, each five times; about four minutes",
            "  overlap experiment batcher --quick --json - --out none | jq .claims"
        })
final class BatcherCommand implements Callable<Integer> {
    private static final String NAME = "overlap experiment batcher";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--reps", paramLabel = "N", description = "Trials of each (5).")
    private @Nullable Integer reps;

    @Option(
            names = "--quick",
            description = "In miniature: fewer loads, shorter trials, --reps 1 where not said otherwise.")
    private boolean quick;

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        BatcherOptions options = options();
        try {
            Path folder = output.prepare("batcher");
            BatcherRun run = run(options, err);
            output.write(NAME, folder, run::json, run::table, err);
            return ExitCode.of(run.stopped(), run.failed(), run.claims(), strict);
        } catch (StorageException e) {
            err.println(NAME + ": " + e.getMessage());
            return ExitCode.STORAGE;
        }
    }

    private static BatcherRun run(BatcherOptions options, PrintWriter err) throws InterruptedException {
        try (Progress progress = Progress.of(NAME, err)) {
            BatcherExperiment experiment = new BatcherExperiment(options, progress);
            Runnable stop = () -> {
                progress.say("stopping");
                experiment.stop();
            };
            Signals.onStop(stop, stop);
            return experiment.run();
        }
    }

    private BatcherOptions options() {
        BatcherOptions base = quick ? BatcherOptions.QUICK : BatcherOptions.DEFAULT;
        try {
            return reps == null ? base : base.withReps(reps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
