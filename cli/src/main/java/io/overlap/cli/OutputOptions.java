package io.overlap.cli;

import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.report.Report;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the results of a measurement go: {@code --json} and {@code --out}. */
final class OutputOptions {
    private static final String STANDARD = "-";
    private static final String NOWHERE = "none";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the results as JSON; - is stdout, then without the table.")
    private @Nullable String json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run's files, or none (overlap-out/NAME-TIME).")
    private @Nullable String out;

    /** Before the work, not after it: checks that the JSON can be written, and makes the folder; null for none. */
    @Nullable
    Path prepare(String name) {
        if (json != null && !STANDARD.equals(json)) {
            StorageException.guard(Path.of(json).toAbsolutePath(), StorageException::checkWritable);
        }
        if (NOWHERE.equals(out)) {
            return null;
        }
        Path folder = out == null ? Path.of("overlap-out", name + "-" + stamp()) : Path.of(out);
        StorageException.guard(folder, Files::createDirectories);
        return folder;
    }

    private static String stamp() {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
    }

    /** The table, or the JSON in its place, to stdout; the JSON and the report to where they are wanted. */
    void write(String command, @Nullable Path folder, ExperimentRun run, PrintWriter err) {
        String content = json == null && folder == null ? "" : run.json();
        PrintWriter stdout = Main.writer(System.out);
        stdout.print(STANDARD.equals(json) ? content : run.table());
        stdout.flush();
        if (json != null && !STANDARD.equals(json)) {
            StorageException.guard(Path.of(json), file -> Files.writeString(file, content));
        }
        if (folder != null) {
            StorageException.guard(folder.resolve("run.json"), file -> Files.writeString(file, content));
            Report.draw(folder, line -> err.println(command + ": " + line));
            err.println(folder);
        }
        err.flush();
    }
}
