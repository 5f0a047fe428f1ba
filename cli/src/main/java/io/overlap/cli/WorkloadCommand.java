package io.overlap.cli;

import io.overlap.experiments.saving.WorkloadExperiment;
import io.overlap.experiments.saving.WorkloadOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, WorkloadExperiment::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private WorkloadOptions options() {
        WorkloadOptions base = quick ? WorkloadOptions.QUICK : WorkloadOptions.DEFAULT;
        WorkloadOptions sized = items == null ? base : base.withItems(items);
        return reps == null ? sized : sized.withReps(reps);
    }
}
