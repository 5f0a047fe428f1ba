package io.overlap.cli;

import io.overlap.experiments.Experiment;
import io.overlap.experiments.TrialListener;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the experiments' commands share: {@code --strict}, {@code --json}, {@code --out}, and how they run. */
final class ExperimentOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Mixin
    private OutputOptions output = new OutputOptions();

    /**
     * Runs an experiment with its options; returns the exit code.
     *
     * @param options throws {@code IllegalArgumentException} where a word on the command line is wrong
     */
    <O> int run(Supplier<O> options, BiFunction<O, TrialListener, Experiment> experiment) throws InterruptedException {
        O chosen = checked(options);
        return new Measurement(
                        spec.qualifiedName(), output, strict, spec.commandLine().getErr())
                .run((listener, folder) -> experiment.apply(chosen, listener));
    }

    private <O> O checked(Supplier<O> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
