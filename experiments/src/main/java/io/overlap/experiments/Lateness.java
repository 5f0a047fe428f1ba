package io.overlap.experiments;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Question: how much later than asked does the delay server begin to write an answer, with how many waiting at once, and
 * what does a waiting connection cost? This process drives a server in another by the bare client. One run per object.
 */
public final class Lateness implements Experiment {
    private static final int RECORD = 100_000;
    private static final int WARMUP_CONNECTIONS = 100;
    private static final int FEW_REQUESTS = 10_000;
    private static final int OPENINGS = 3;
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final long SETTLE_NANOS = 20_000_000_000L;
    private static final long POLL_MILLIS = 20;

    private final LatenessOptions options;
    private final TrialListener listener;
    private final Map<String, List<LatenessRow.Trial>> trials = new LinkedHashMap<>();
    private final Map<String, Long> failures = new TreeMap<>(); // of requests that prepare a trial
    private int position; // of the trial under way, from 1
    private double heldCpuSeconds; // of the servers that have ended

    // Written by whoever stops or cancels.
    private final Object stopping = new Object();
    private volatile boolean stopped;
    private @Nullable BareClient running;

    public Lateness(LatenessOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Runs all trials, or those that end before a {@link #stop}.
     *
     * @throws CannotRunException if it cannot begin
     * @throws IOException if the server's process is gone
     */
    @Override
    public LatenessRun run() throws CannotRunException, IOException, InterruptedException {
        Descriptors.check(Collections.max(options.connections()), "fewer connections");
        Machine.Before before = Machine.before();
        try (ServerProcess server = new ServerProcess(RECORD)) {
            warmUp(server, options.warmup());
            List<Integer> order = new ArrayList<>(options.connections());
            Random random = new Random();
            for (int k = 1; k <= options.reps() && !stopped; k++) {
                Collections.shuffle(order, random);
                for (int connections : order) {
                    measure(server, connections, k);
                }
            }
            Machine machine = before.after(server.transport(), server.cpuSeconds() + heldCpuSeconds);
            return LatenessRun.of(options, machine, rows(), failures, stopped);
        }
    }

    /** The server's code is compiled. */
    private void warmUp(ServerProcess server, int requests) throws InterruptedException {
        try (BareClient client = client(server, WARMUP_CONNECTIONS)) {
            begin(client);
            prepare(client, requests(server, "warm-up", 0, requests));
            prepare(client, requests(server, "warm-up", 20, 10 * WARMUP_CONNECTIONS));
        }
    }

    /**
     * Opens all connections: so many at once overflow the backlog. What is lost there is sent again by the kernel, seconds later; a
     * connection that it resets is opened anew. Each asks once, for no answer comes before all have asked.
     */
    private void open(ServerProcess server, BareClient client, int connections) throws InterruptedException {
        TimedRequests all = requests(server, "open", 100, connections);
        client.run(all);
        for (int time = 2; time <= OPENINGS && !all.failures().isEmpty() && !stopped; time++) {
            all = requests(server, "open", 100, connections);
            client.run(all);
        }
        failedBefore(all);
    }

    private void prepare(BareClient client, TimedRequests all) throws InterruptedException {
        client.run(all);
        failedBefore(all);
    }

    private void failedBefore(TimedRequests all) {
        if (!stopped) {
            add(failures, all.failures());
        }
    }

    private void measure(ServerProcess server, int connections, int k)
            throws CannotRunException, IOException, InterruptedException {
        if (stopped) {
            return;
        }
        awaitNow(server, now -> now.connections() <= 1, "the connections of the last trial to close");
        try (BareClient client = client(server, connections)) {
            begin(client);
            open(server, client, connections);
            for (LatenessMode mode : List.of(LatenessMode.LOCK_STEP, LatenessMode.PACED)) {
                trial(connections, mode, k, id -> asked(server, client, id, connections, mode));
            }
        }
        trial(connections, LatenessMode.HELD, k, id -> held(id, connections));
    }

    @FunctionalInterface
    private interface TrialOf {
        LatenessRow.@Nullable Trial run(String id) throws CannotRunException, IOException, InterruptedException;
    }

    private void trial(int connections, LatenessMode mode, int k, TrialOf trial)
            throws CannotRunException, IOException, InterruptedException {
        if (stopped) {
            return;
        }
        int all = options.connections().size() * LatenessMode.values().length * options.reps();
        String id = key(connections, mode) + "-" + k;
        listener.trialStarted(id, ++position, all);
        LatenessRow.Trial done = trial.run(id);
        if (done != null) {
            listener.trialEnded(id, done.requests(), done.failed(), 0);
            trials.computeIfAbsent(key(connections, mode), key -> new ArrayList<>())
                    .add(done);
        }
    }

    /** Null if stopped before its end. */
    private LatenessRow.@Nullable Trial asked(
            ServerProcess server, BareClient client, String id, int connections, LatenessMode mode)
            throws IOException, InterruptedException {
        int delayMillis = mode.delayMillis(connections);
        int total = connections * mode.rounds(connections);
        Map<String, Long> failed = new TreeMap<>();
        if (mode == LatenessMode.PACED) {
            TimedRequests paced = requests(server, id, delayMillis, total);
            client.run(paced, Duration.ofMillis(delayMillis));
            add(failed, wrong(paced, delayMillis));
        } else {
            for (int round = 0; round < mode.rounds(connections) && !stopped; round++) {
                TimedRequests all = requests(server, id, delayMillis, connections);
                client.run(all);
                add(failed, wrong(all, delayMillis));
                listener.progress(id, (round + 1L) * connections, total);
            }
        }
        return stopped
                ? null
                : new LatenessRow.Trial(id, total, failed, server.seen(id).lateness(), null, null);
    }

    /** What failed; and what came too early, which a server that counts how late it is does not see. */
    private static Map<String, Long> wrong(TimedRequests asked, int delayMillis) {
        Map<String, Long> wrong = new TreeMap<>(asked.failures());
        long early = asked.quickerThan(Duration.ofMillis(delayMillis).toNanos());
        if (early > 0) {
            wrong.put("early", early);
        }
        return wrong;
    }

    private static void add(Map<String, Long> sums, Map<String, Long> counts) {
        counts.forEach((kind, count) -> sums.merge(kind, count, Long::sum));
    }

    /**
     * Asks for answers that are far away, and weighs the server before and while all wait. A server of its own: one that
     * has held many already has the memory for it, and would seem to need none. Null if stopped before its end.
     */
    private LatenessRow.@Nullable Trial held(String id, int connections)
            throws CannotRunException, IOException, InterruptedException {
        try (ServerProcess server = new ServerProcess(RECORD)) {
            warmUp(server, FEW_REQUESTS);
            awaitNow(server, now -> now.connections() <= 1, "the connections of the warm-up to close");
            ServerProcess.Memory empty = server.memory();
            try (BareClient client = client(server, connections)) {
                begin(client);
                open(server, client, connections);
                TimedRequests all = requests(server, id, LatenessMode.HELD.delayMillis(connections), connections);
                Thread asking = Thread.ofVirtual().start(() -> runUninterrupted(client, all));
                int held = awaitHeld(server, connections);
                ServerProcess.Memory full = server.memory();
                client.cancel();
                asking.join();
                heldCpuSeconds += server.cpuSeconds();
                return stopped
                        ? null
                        : new LatenessRow.Trial(
                                id,
                                connections,
                                held == connections ? Map.of() : Map.of("not_held", (long) connections - held),
                                null,
                                each(empty.heapBytes(), full.heapBytes(), held),
                                empty.residentBytes() == 0
                                        ? null
                                        : each(empty.residentBytes(), full.residentBytes(), held));
            }
        }
    }

    private static double each(long before, long after, int held) {
        return (double) (after - before) / Math.max(1, held);
    }

    /** Waits until all are held, or as many as will be. */
    private int awaitHeld(ServerProcess server, int connections) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int held = server.now().inFlight();
        while (held < connections && !stopped && System.nanoTime() - start < SETTLE_NANOS) {
            Thread.sleep(POLL_MILLIS);
            held = server.now().inFlight();
        }
        return held;
    }

    private static void runUninterrupted(BareClient client, TimedRequests work) {
        try {
            client.run(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitNow(ServerProcess server, Predicate<ServerProcess.Now> condition, String what)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.test(server.now())) {
            if (System.nanoTime() - start > SETTLE_NANOS) {
                throw new IOException("waited 20 s for " + what + ", the server has " + server.now());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static BareClient client(ServerProcess server, int connections) {
        return new BareClient(server.address(), connections, DEADLINE);
    }

    private List<LatenessRow> rows() {
        List<LatenessRow> rows = new ArrayList<>();
        for (int connections : options.connections()) {
            for (LatenessMode mode : LatenessMode.values()) {
                List<LatenessRow.Trial> own = trials.getOrDefault(key(connections, mode), List.of());
                if (!own.isEmpty()) {
                    rows.add(LatenessRow.of(connections, mode, own));
                }
            }
        }
        return rows;
    }

    private static String key(int connections, LatenessMode mode) {
        return mode + "-" + connections;
    }

    private void begin(BareClient client) {
        synchronized (stopping) {
            running = client;
        }
    }

    /** Ends the run now; the trial under way is not counted. */
    @Override
    public void stop() {
        synchronized (stopping) {
            stopped = true;
            if (running != null) {
                running.cancel();
            }
        }
    }

    private TimedRequests requests(ServerProcess server, String trial, int delayMillis, int n) {
        return new TimedRequests(
                URI.create(server.url()), Integer.toString(delayMillis), trial, n, () -> stopped, ended -> {});
    }
}
