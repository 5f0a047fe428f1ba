package io.overlap.cli;

import io.overlap.experiments.TrialListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Shows how far an experiment is: a live line on a terminal, else a line now and then. Thread-safe. */
final class Progress implements TrialListener, AutoCloseable {
    private static final int BAR = 24;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final long LINE_NANOS = 5_000_000_000L;

    private final String command;
    private final PrintWriter err;
    private final boolean live;

    // Guarded by this.
    private int position;
    private int trials = 1;
    private double remainingSeconds; // when the trial under way began; 0 if nobody knows
    private long beganNanos;
    private long shownNanos;
    private int drawn; // characters of the live line that stand on the terminal

    private Progress(String command, PrintWriter err, boolean live) {
        this.command = command;
        this.err = err;
        this.live = live;
        shownNanos = System.nanoTime();
    }

    /** The launcher tells whether stderr is a terminal: Java cannot. */
    static Progress of(String command, PrintWriter err) {
        return new Progress(command, err, Boolean.getBoolean("overlap.terminal"));
    }

    @Override
    public synchronized void trialStarted(String trial, int at, int of) {
        position = at;
        trials = of;
        beganNanos = System.nanoTime();
        show(trial, 0, 1, live);
    }

    @Override
    public synchronized void remaining(double seconds) {
        remainingSeconds = seconds;
    }

    @Override
    public synchronized void progress(String trial, long results, long requests) {
        show(trial, results, requests, false);
    }

    @Override
    public synchronized void trialEnded(String trial, long results, long failed, double seconds) {
        if (failed > 0) {
            say(String.format(Locale.ROOT, "%s: %,d of %,d requests failed", trial, failed, results));
        }
        show(trial, 1, 1, false);
    }

    @Override
    public synchronized void gaveUp(String trial, Map<String, Long> failures) {
        say("every request of " + trial + " failed " + failures + ": the trials that remain are not run");
    }

    /** A line of its own. */
    synchronized void say(String message) {
        clear();
        err.println(command + ": " + message);
        err.flush();
    }

    private void show(String trial, long results, long requests, boolean now) {
        long nanos = System.nanoTime();
        if (!now && nanos - shownNanos < (live ? REDRAW_NANOS : LINE_NANOS)) {
            return;
        }
        shownNanos = nanos;
        double done = Math.clamp((position - 1 + (double) results / requests) / trials, 0, 1);
        String figures = String.format(Locale.ROOT, "%3.0f %%  trial %d of %d  %s", done * 100, position, trials, trial)
                + left(nanos);
        if (live) {
            int full = (int) Math.round(done * BAR);
            String line = "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] " + figures;
            err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
            drawn = line.length();
        } else {
            err.println(command + ": " + figures.strip());
        }
        err.flush();
    }

    private String left(long nanos) {
        if (remainingSeconds == 0) {
            return "";
        }
        double seconds = remainingSeconds - (nanos - beganNanos) / 1e9;
        return seconds < 60
                ? "  less than a minute left"
                : String.format(Locale.ROOT, "  about %d min left", Math.round(seconds / 60));
    }

    private void clear() {
        if (drawn > 0) {
            err.print("\r" + " ".repeat(drawn) + "\r");
            drawn = 0;
        }
    }

    @Override
    public synchronized void close() {
        clear();
        err.flush();
    }
}
