package io.overlap.experiments;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Question: what does it gain to overlap requests, and what does each way of doing so cost? The same requests by every
 * variant, trials interleaved in random order. One run per object.
 *
 * <p>Each variant runs in a process of its own, unless it is the only one, and so does the bundled server.
 */
public final class Compare implements Experiment {
    private static final int PROBE_MILLIS = 5_000;

    private final CompareOptions options;
    private final TrialListener listener;
    private final @Nullable Path folder;
    private final Map<VariantName, List<Trial>> trials = new EnumMap<>(VariantName.class);
    private int position; // of the trial under way, from 1
    private boolean gaveUp;

    // Written by whoever stops or cancels.
    private final Object stopping = new Object();
    private volatile boolean stopped;
    private boolean cancelled;
    private @Nullable Client running;

    /**
     * Prepares a run.
     *
     * @param folder where the chronologies go, a folder that exists; null for nowhere
     */
    public Compare(CompareOptions options, TrialListener listener, @Nullable Path folder) {
        this.options = options;
        this.listener = listener;
        this.folder = folder;
    }

    /**
     * Runs all trials, or those that end before a {@link #stop}.
     *
     * @throws CannotRunException if it cannot begin
     * @throws IOException if a process of ours is gone or a file cannot be written
     */
    @Override
    public CompareRun run() throws CannotRunException, IOException, InterruptedException {
        checkDescriptors();
        FutureTask<@Nullable CannotRunException> unreachable = new FutureTask<>(this::unreachable);
        Thread.ofPlatform().daemon().name("probe").start(unreachable); // meanwhile the clients get ready
        Machine.Before before = Machine.before();
        try (Processes processes = new Processes(options)) {
            throwIfAny(unreachable);
            for (int k = 1; k <= options.warmup(); k++) {
                for (VariantName variant : options.variants()) {
                    warmUp(processes, variant, variant + "-w" + k);
                }
            }
            List<VariantName> order = new ArrayList<>(options.variants());
            Random random = new Random();
            for (int k = 1; k <= options.reps(); k++) {
                Collections.shuffle(order, random);
                for (VariantName variant : order) {
                    timed(processes, variant, variant + "-" + k);
                }
            }
            ServerProcess server = processes.server();
            Machine machine = before.after(server == null ? null : server.transport(), processes.childCpuSeconds());
            return CompareRun.of(options, machine, trials, stopped);
        }
    }

    private void warmUp(Processes processes, VariantName variant, String id) throws IOException, InterruptedException {
        Outcome outcome = run(processes, variant, id, options.warmupRequestsOf(variant));
        if (outcome != null && gaveUp) {
            keep(variant, new Trial(outcome, null, null, null));
        }
    }

    private void timed(Processes processes, VariantName variant, String id) throws IOException, InterruptedException {
        int n = options.requestsOf(variant);
        Outcome outcome = run(processes, variant, id, n);
        if (outcome != null) {
            ServerProcess server = processes.server();
            keep(
                    variant,
                    server == null || gaveUp
                            ? new Trial(outcome, null, null, null)
                            : joined(server, outcome, n, folder, variant));
        }
    }

    /** Joins a client's side of a trial with the server's; work of which the server cannot tell is not equal. */
    static Trial joined(ServerProcess server, Outcome outcome, int n, @Nullable Path folder, VariantName variant) {
        try {
            ServerProcess.Seen seen = server.seen(outcome.trial());
            Boolean eachOnce = Exchanges.eachOnce(server, outcome.trial(), n, folder, variant);
            // More than n would have pushed the first out of the chronology, which then holds n again.
            return new Trial(
                    outcome, seen.maxInFlight(), seen.lateness(), seen.requests() == n ? eachOnce : Boolean.FALSE);
        } catch (IOException unknownOrGone) {
            return new Trial(outcome, null, null, false);
        }
    }

    private void keep(VariantName variant, Trial trial) {
        trials.computeIfAbsent(variant, name -> new ArrayList<>()).add(trial);
    }

    /** Runs one trial; null if none was run, or it was stopped before its end. */
    private @Nullable Outcome run(Processes processes, VariantName variant, String id, int n)
            throws IOException, InterruptedException {
        if (stopped || gaveUp) {
            return null;
        }
        if (processes.server() != null) {
            processes.server().resetIfUp();
        }
        position++;
        listener.trialStarted(id, position, options.variants().size() * (options.warmup() + options.reps()));
        Client client = processes.client(variant);
        begin(client);
        Outcome outcome;
        try {
            outcome = client.run(id, n, results -> listener.progress(id, results, n));
        } finally {
            ended();
        }
        Timing.worked(outcome.seconds());
        listener.trialEnded(id, outcome.requests(), outcome.failed(), outcome.seconds());
        if (stopped) {
            return null;
        }
        if (outcome.failed() == n) {
            // The server is gone, and the trials to come would say the same, slowly.
            gaveUp = true;
            listener.gaveUp(id, outcome.failures());
        }
        return outcome;
    }

    private void begin(Client client) {
        synchronized (stopping) {
            running = client;
            if (stopped) {
                client.stop();
            }
            if (cancelled) {
                client.cancel();
            }
        }
    }

    private void ended() {
        synchronized (stopping) {
            running = null;
        }
    }

    /** Ends the run early: the trial under way sends nothing more, awaits what is in flight, and is not counted. */
    @Override
    public void stop() {
        synchronized (stopping) {
            stopped = true;
            if (running != null) {
                running.stop();
            }
        }
    }

    /** Ends the run now: as {@link #stop}, but what is in flight is cancelled. */
    @Override
    public void cancel() {
        synchronized (stopping) {
            stopped = true;
            cancelled = true;
            if (running != null) {
                running.cancel();
            }
        }
    }

    /** A variant holds up to cap sockets, and the bundled server those of all variants. */
    private void checkDescriptors() throws CannotRunException {
        long client = options.cap();
        long server = options.bundled()
                ? options.variants().stream().mapToLong(options::capOf).sum()
                : 0;
        Descriptors.check(Math.max(client, server), "a smaller cap or fewer variants");
    }

    /** Why nothing can be measured, if the server of the user's own does not answer. */
    private @Nullable CannotRunException unreachable() {
        if (options.url() == null) {
            return null;
        }
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) options.url().toURL().openConnection();
            connection.setConnectTimeout(PROBE_MILLIS);
            connection.setReadTimeout(PROBE_MILLIS);
            connection.setInstanceFollowRedirects(false); // a redirect is an answer
            connection.getResponseCode();
            connection.disconnect();
            return null;
        } catch (IOException | IllegalArgumentException e) {
            return new CannotRunException("server not reachable: " + options.url() + ": " + e.getMessage()
                    + "; start it first, or leave --url out to use the bundled one");
        }
    }

    private static void throwIfAny(FutureTask<@Nullable CannotRunException> check)
            throws CannotRunException, InterruptedException {
        try {
            CannotRunException found = check.get();
            if (found != null) {
                throw found;
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
