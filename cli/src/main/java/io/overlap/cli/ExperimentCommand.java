package io.overlap.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code overlap experiment}: measurements that answer a question, each by its name. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Runs a measurement that answers a question, and prints which of its claims held.",
        subcommands = {
            ExperimentCommand.ListCommand.class,
            CompareCommand.class,
            LatenessCommand.class,
            DelaysCommand.class,
            CapacityCommand.class,
            BatcherCommand.class,
            PrimesCommand.class,
            WorkloadCommand.class,
            RowsCommand.class
        },
        synopsisSubcommandLabel = "(list | NAME)",
        footer = {
            "",
            "Try:",
            "  overlap experiment list",
            "  overlap experiment lateness --quick",
            "  overlap experiment lateness --help"
        })
final class ExperimentCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which experiment? (overlap experiment list tells)");
    }

    /** {@code overlap experiment list}. */
    @Command(name = ListCommand.NAME, description = "Names the experiments and their questions.")
    static final class ListCommand implements Callable<Integer> {
        static final String NAME = "list";

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            @Nullable CommandSpec experiments = spec.parent();
            Map<String, CommandLine> all = experiments == null ? Map.of() : experiments.subcommands();
            all.forEach((name, experiment) -> {
                if (!name.equals(NAME)) {
                    String question = experiment.getCommandSpec().usageMessage().description()[0];
                    out.printf("%-10s %s%n", name, question);
                }
            });
            out.flush();
            return ExitCode.DONE;
        }
    }
}
