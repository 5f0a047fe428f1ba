package io.overlap.cli;

import io.overlap.experiments.Timing;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code overlap VERB}. */
@Command(
        name = "overlap",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Shows what overlapping I/O gains, and serves as a server whose slowness is known.",
        subcommands = {CompareCommand.class, ServeCommand.class, ExperimentCommand.class, ReportCommand.class},
        footer = {
            "",
            "Try:",
            "  overlap compare                      the same 500 URLs serially, by threads, virtual threads, an event loop",
            "  overlap compare --quick              the same in miniature, in a few seconds",
            "  overlap serve                        then: curl 'localhost:8080/add?name=x&delay=100'",
            "  overlap experiment list              measurements that answer a question",
            "  overlap report overlap-out/*         draws the figures and report.md of runs again",
            "",
            "Exit codes: 0 done, 1 cannot run, 2 wrong command line, 3 some requests failed, 4 stopped by INT or TERM,",
            "5 results could not be written, 99 a claim did not hold (with --strict), 130 third INT."
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Timing.mainBegun();
        int code = run(args);
        Timing.tell();
        System.exit(code);
    }

    static int run(String... args) {
        CompareCommand compare = new CompareCommand();
        if (args.length > 0
                && args[0].equals("compare")
                && PlainWords.read(compare, Arrays.asList(args).subList(1, args.length))) {
            return run(compare);
        }
        return runByPicocli(args);
    }

    /** Runs a command whose words are read. */
    private static int run(Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception e) {
            return crashed(e, writer(System.err));
        }
    }

    private static int runByPicocli(String... args) {
        CommandLine line = new CommandLine(new Main())
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler((e, command, parsed) -> crashed(e, command.getErr()))
                .setUsageHelpWidth(110)
                .setCaseInsensitiveEnumValuesAllowed(false);
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** One line: the condition, the value, and where to read on. */
    private static int misused(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (e instanceof UnmatchedArgumentException unmatched
                && e.getCommandLine().getParent() == null) {
            message = "unknown verb: " + unmatched.getUnmatched().getFirst();
        }
        return misused(name, message, err);
    }

    static int misused(String name, @Nullable String message, PrintWriter err) {
        err.println(name + ": " + message + " (see " + name + " --help)");
        err.flush();
        return ExitCode.USAGE;
    }

    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static int crashed(Exception e, PrintWriter err) {
        err.println("overlap: " + e + "; this is a fault of overlap, its trace follows");
        e.printStackTrace(err);
        err.flush();
        return ExitCode.CANNOT_RUN;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"overlap " + (version == null ? "(not built by Maven)" : version)};
        }
    }
}
