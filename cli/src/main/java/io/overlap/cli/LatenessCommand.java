package io.overlap.cli;

import io.overlap.experiments.Lateness;
import io.overlap.experiments.LatenessOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    @Option(
            names = "--connections",
            paramLabel = "LIST",
            description = "How many at once, separated by commas (100,1000,5000,10000,15000).")
    private @Nullable String connections;

    @Option(names = "--reps", paramLabel = "N", description = "Trials of each (5).")
    private @Nullable Integer reps;

    @Option(names = "--quick", description = "In miniature: --connections 100,1000 --reps 1, where not said otherwise.")
    private boolean quick;

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, Lateness::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private LatenessOptions options() {
        LatenessOptions base = quick ? LatenessOptions.QUICK : LatenessOptions.DEFAULT;
        return new LatenessOptions(
                connections == null ? base.connections() : LatenessOptions.parse(connections),
                reps == null ? base.reps() : reps,
                base.warmup());
    }
}
