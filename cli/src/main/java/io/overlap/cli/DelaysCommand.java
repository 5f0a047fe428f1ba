package io.overlap.cli;

import io.overlap.experiments.delays.DelaysExperiment;
import io.overlap.experiments.delays.DelaysOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    @Option(names = "--seed", paramLabel = "S", description = "The server's seed whose delays are drawn (42).")
    private @Nullable Long seed;

    @Option(names = "--draws", paramLabel = "N", description = "Draws of each distribution (100,000).")
    private @Nullable Integer draws;

    @Option(names = "--quick", description = "In miniature: --draws 10000, where not said otherwise.")
    private boolean quick;

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, DelaysExperiment::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private DelaysOptions options() {
        DelaysOptions base = quick ? DelaysOptions.QUICK : DelaysOptions.DEFAULT;
        DelaysOptions seeded = seed == null ? base : base.withSeed(seed);
        return draws == null ? seeded : seeded.withDraws(draws);
    }
}
