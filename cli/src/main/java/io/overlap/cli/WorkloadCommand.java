package io.overlap.cli;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Signals;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.saving.WorkloadExperiment;
import io.overlap.experiments.saving.WorkloadOptions;
import io.overlap.experiments.saving.WorkloadRun;
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

/** {@code overlap experiment workload}: heavy computing, each result saved. */
@Command(
        name = "workload",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "How much longer does a program take that saves each result of its heavy computing?",
            "Each task is a bcrypt hash (cost 8, 10, 11, 12), each result a request of 100 ms to the delay server: not saved, into a",
            "file, one by one, a hundred at once while nothing is computed, and by the batcher, beside the computing."
        },
        footer = {
            "",
            "Try:",
            "  overlap experiment workload --quick              under a minute",
            "  overlap experiment workload                      about twenty minutes: a trial of cost 10, 11 or 12 takes 25 s",
            "  overlap experiment workload --items 400          as many hashes as in the book; half an hour and more"
        })
final class WorkloadCommand implements Callable<Integer> {
    private static final String NAME = "overlap experiment workload";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--reps",
            paramLabel = "N",
            description = "Trials of no saving and of ours (5); of the others a fifth.")
    private @Nullable Integer reps;

    @Option(names = "--items", paramLabel = "N", description = "Hashes of a trial, at each cost (600, 400, 200, 100).")
    private @Nullable Integer items;

    @Option(
            names = "--quick",
            description = "In miniature: few hashes of cost 8 and 10, --reps 2 where not said otherwise.")
    private boolean quick;

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        WorkloadOptions options = options();
        try {
            Path folder = output.prepare("workload");
            WorkloadRun run = run(options, err);
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

    private static WorkloadRun run(WorkloadOptions options, PrintWriter err)
            throws InterruptedException, CannotRunException {
        try (Progress progress = Progress.of(NAME, err)) {
            WorkloadExperiment experiment = new WorkloadExperiment(options, progress);
            Runnable stop = () -> {
                progress.say("stopping");
                experiment.stop();
            };
            Signals.onStop(stop, stop);
            return experiment.run();
        }
    }

    private WorkloadOptions options() {
        WorkloadOptions base = quick ? WorkloadOptions.QUICK : WorkloadOptions.DEFAULT;
        try {
            WorkloadOptions sized = items == null ? base : base.withItems(items);
            return reps == null ? sized : sized.withReps(reps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
