package io.overlap.cli;

import io.overlap.experiments.StorageException;
import io.overlap.experiments.report.Report;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code overlap report}: a run's figures and report, drawn again from its files. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Draws the figures and report.md of a run again, from run.json and chronology-*.csv in its folder.",
            "Nothing is measured; the same files give the same bytes. Prints the path of each report."
        },
        footer = {
            "",
            "Of compare: report.md, variants.svg (time and CPU of all trials), chronology-VARIANT.svg (every request over",
            "time), timelines.svg (serial beside an overlapping variant). Of any other experiment: report.md and a figure of its",
            "name: lateness.svg, delays.svg, batcher.svg, rows.svg, primes.svg, workload.svg. A file that cannot be read is named",
            "on stderr and in the report, the rest is drawn.",
            "",
            "Try:",
            "  overlap compare --quick --out first && overlap report first",
            "  overlap report results/compare/*/*      after an update: all runs in a newer form",
            "",
            "Exit codes: 0 done, 1 not the folder of a run, 2 wrong command line, 3 some files could not be read,",
            "5 a report could not be written."
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of runs.")
    private List<Path> folders = List.of();

    @Override
    public Integer call() {
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new ParameterException(spec.commandLine(), "not a folder: " + folder);
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        int worst = ExitCode.DONE;
        try {
            for (Path folder : folders) {
                int code = draw(folder, err);
                // No run at all says more than a run with a flaw.
                worst = worst == ExitCode.DONE || code == ExitCode.CANNOT_RUN ? code : worst;
            }
            return worst;
        } catch (StorageException e) {
            err.println("overlap report: " + e.getMessage());
            return ExitCode.STORAGE;
        }
    }

    private int draw(Path folder, PrintWriter err) {
        String place = folders.size() == 1 ? "" : folder + "/";
        boolean run = Report.isRun(folder);
        boolean whole = Report.draw(folder, line -> err.println("overlap report: " + place + line));
        err.flush();
        if (run) {
            spec.commandLine().getOut().println(folder.resolve("report.md"));
            spec.commandLine().getOut().flush();
        }
        return whole ? ExitCode.DONE : run ? ExitCode.SOME_FAILED : ExitCode.CANNOT_RUN;
    }
}
