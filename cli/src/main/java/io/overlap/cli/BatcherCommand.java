package io.overlap.cli;

import io.overlap.experiments.batcher.BatcherExperiment;
import io.overlap.experiments.batcher.BatcherOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    @Option(names = "--reps", paramLabel = "N", description = "Trials of each (5).")
    private @Nullable Integer reps;

    @Option(
            names = "--quick",
            description = "In miniature: fewer loads, shorter trials, --reps 1 where not said otherwise.")
    private boolean quick;

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, BatcherExperiment::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private BatcherOptions options() {
        BatcherOptions base = quick ? BatcherOptions.QUICK : BatcherOptions.DEFAULT;
        return reps == null ? base : base.withReps(reps);
    }
}
