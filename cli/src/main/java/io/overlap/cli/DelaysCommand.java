package io.overlap.cli;

import io.overlap.experiments.Signals;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.delays.DelaysExperiment;
import io.overlap.experiments.delays.DelaysOptions;
import io.overlap.experiments.delays.DelaysRun;
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

/** {@code overlap experiment delays}: the delays that the server draws, beside their formulas. */
@Command(
        name = "delays",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Are random delays distributed as their formulas say, and does the same seed draw the same again?",
            "Draws uniform, normal, lognormal, exponential, Pareto and mixed delays as the server does for as many requests, and",
            "holds their quantiles and their whole distribution against the formulas. Nothing waits and nothing is sent."
        },
        footer = {
            "",
            "Try:",
            "  overlap experiment delays                      100,000 draws of each; some seconds",
            "  overlap experiment delays --seed 7 --draws 1000000 --strict"
        })
final class DelaysCommand implements Callable<Integer> {
    private static final String NAME = "overlap experiment delays";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "S", description = "The server's seed whose delays are drawn (42).")
    private @Nullable Long seed;

    @Option(names = "--draws", paramLabel = "N", description = "Draws of each distribution (100,000).")
    private @Nullable Integer draws;

    @Option(names = "--quick", description = "In miniature: --draws 10000, where not said otherwise.")
    private boolean quick;

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        DelaysOptions options = options();
        try {
            Path folder = output.prepare("delays");
            DelaysRun run = run(options, err);
            output.write(NAME, folder, run::json, run::table, err);
            return ExitCode.of(run.stopped(), false, run.claims(), strict);
        } catch (StorageException e) {
            err.println(NAME + ": " + e.getMessage());
            return ExitCode.STORAGE;
        }
    }

    private static DelaysRun run(DelaysOptions options, PrintWriter err) {
        try (Progress progress = Progress.of(NAME, err)) {
            DelaysExperiment experiment = new DelaysExperiment(options, progress);
            Runnable stop = () -> {
                progress.say("stopping");
                experiment.stop();
            };
            Signals.onStop(stop, stop);
            return experiment.run();
        }
    }

    private DelaysOptions options() {
        DelaysOptions base = quick ? DelaysOptions.QUICK : DelaysOptions.DEFAULT;
        try {
            DelaysOptions seeded = seed == null ? base : base.withSeed(seed);
            return draws == null ? seeded : seeded.withDraws(draws);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
