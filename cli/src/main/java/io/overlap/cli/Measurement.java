package io.overlap.cli;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Experiment;
import io.overlap.experiments.ExperimentRun;
import io.overlap.experiments.Signals;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.TrialListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as a command: a folder for its files, its progress, its end by INT or TERM, its results, its exit code. It names
 * nothing of picocli, whose classes compare does without.
 */
final class Measurement {
    private final String command;
    private final OutputOptions output;
    private final boolean strict;
    private final PrintWriter err;
    private volatile boolean stopped; // a terminal's INT may also end a child that is only starting

    /** Makes the experiment that is to run. */
    @FunctionalInterface
    interface Maker {
        Experiment make(TrialListener listener, @Nullable Path folder);
    }

    /**
     * Prepares a measurement.
     *
     * @param command all its words; the last is the name of the folder that nobody named
     */
    Measurement(String command, OutputOptions output, boolean strict, PrintWriter err) {
        this.command = command;
        this.output = output;
        this.strict = strict;
        this.err = err;
    }

    /** Runs an experiment to its end, or to the first INT or TERM; returns the exit code. */
    int run(Maker maker) throws InterruptedException {
        return run(maker, "stopping", "stopping");
    }

    /** The same with what is said of the first INT or TERM, which lets what is in flight end, and of the second. */
    int run(Maker maker, String draining, String stopping) throws InterruptedException {
        try {
            Path folder = output.prepare(command.substring(command.lastIndexOf(' ') + 1));
            ExperimentRun run = measure(maker, folder, draining, stopping);
            output.write(command, folder, run, err);
            return ExitCode.of(run, strict);
        } catch (StorageException e) {
            return failed(e, ExitCode.STORAGE);
        } catch (CannotRunException | IOException e) {
            return failed(e, stopped ? ExitCode.STOPPED : ExitCode.CANNOT_RUN);
        }
    }

    private ExperimentRun measure(Maker maker, @Nullable Path folder, String draining, String stopping)
            throws CannotRunException, IOException, InterruptedException {
        try (Progress progress = Progress.of(command, err)) {
            Experiment experiment = maker.make(progress, folder);
            Runnable drain = () -> {
                stopped = true;
                progress.say(draining);
                experiment.stop();
            };
            Runnable stop = () -> {
                progress.say(stopping);
                experiment.cancel();
            };
            // Meanwhile the run gets ready: until the JVM has made a handler, INT ends it as it does one that is
            // starting.
            Thread.ofPlatform().daemon().name("signals").start(() -> Signals.onStop(drain, stop));
            return experiment.run();
        }
    }

    private int failed(Exception e, int code) {
        err.println(command + ": " + e.getMessage());
        return code;
    }
}
