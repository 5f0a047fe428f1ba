package io.overlap.experiments;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Question: does the delay server with a limit of k servers behave as queueing theory says of k servers? In a closed loop
 * (clients that ask again at once) and in an open one (Poisson arrivals). This process drives a server in another. One run per
 * object.
 */
public final class CapacityExperiment implements Experiment {
    private static final int RECORD = 200_000;
    private static final int WARMUP_REQUESTS = 50_000;
    private static final int WARMUP_CONNECTIONS = 64;
    private static final List<Integer> CLIENTS_PER_SERVER = List.of(2, 4);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int SIMULATED_RUNS = 1_000;
    private static final double HALF_A_PERCENT = 0.005;
    private static final int PATH = 300;
    private static final double MILLI = 1e6; // nanoseconds

    private final CapacityOptions options;
    private final TrialListener listener;
    private final Map<String, Long> failures = new TreeMap<>();
    private int position; // of the trial under way, from 1

    // Written by whoever stops.
    private final Object stopping = new Object();
    private volatile boolean stopped;
    private @Nullable Runnable cancelling; // guarded by stopping

    public CapacityExperiment(CapacityOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    @Override
    public CapacityRun run() throws CannotRunException, IOException, InterruptedException {
        int most = Collections.max(options.servers());
        Descriptors.check((long) most * Collections.max(CLIENTS_PER_SERVER), "fewer servers");
        Machine.Before before = Machine.before();
        try (ServerProcess server = new ServerProcess(RECORD)) {
            warmUp(server);
            List<CapacityRow> rows = new ArrayList<>();
            for (int servers : options.servers()) {
                for (int clients : CLIENTS_PER_SERVER) {
                    addIfOver(rows, closed(server, servers, servers * clients));
                }
            }
            for (int servers : options.servers()) {
                addIfOver(rows, open(server, servers));
            }
            Machine machine = before.after(server.transport(), server.cpuSeconds());
            return CapacityRun.of(options, machine, rows, failures, stopped);
        }
    }

    private static void addIfOver(List<CapacityRow> rows, @Nullable CapacityRow row) {
        if (row != null) {
            rows.add(row);
        }
    }

    /** The server's code is compiled. */
    private void warmUp(ServerProcess server) throws InterruptedException {
        try (BareClient client = new BareClient(server.address(), WARMUP_CONNECTIONS, DEADLINE)) {
            TimedRequests all = preparing(server, "warm-up", "0", WARMUP_REQUESTS);
            run(client::cancel, () -> client.run(all));
            add(all.failures());
        }
    }

    /** Null if stopped before its end, or if anything failed. */
    private @Nullable CapacityRow closed(ServerProcess server, int servers, int clients)
            throws IOException, InterruptedException {
        int n = clients * options.rounds();
        String id = "closed-" + servers + "-" + clients;
        if (!begin(id)) {
            return null;
        }
        limit(server, servers);
        TimedRequests opening = preparing(server, "open", "1", clients);
        TimedRequests asked = measured(server, id, Integer.toString(options.serviceMillis()), n);
        try (BareClient client = new BareClient(server.address(), clients, DEADLINE)) {
            run(client::cancel, () -> client.run(opening));
            run(client::cancel, () -> client.run(asked));
        }
        return end(id, n, opening, asked) ? closed(servers, clients, n, asked, CapacitySeen.of(server, id)) : null;
    }

    private CapacityRow closed(
            int servers, int clients, int n, TimedRequests asked, List<CapacitySeen.Exchange> exchanges)
            throws IOException {
        checkAllSeen(exchanges, n);
        double service = options.serviceMillis();
        int warm = CapacityOptions.WARM_ROUNDS * clients;
        double queued = exchanges.stream()
                .skip(warm)
                .mapToDouble(exchange -> exchange.queueNanos() / MILLI)
                .average()
                .orElseThrow();
        double response = IntStream.range(warm, n)
                .mapToDouble(number -> asked.responseNanos(number) / MILLI)
                .average()
                .orElseThrow();
        // From an answer that ended a round of the servers to the last, which ended one too.
        long[] done = IntStream.range(0, n).mapToLong(asked::doneNanos).sorted().toArray();
        double seconds = (done[n - 1] - done[warm - 1]) / 1e9;
        double wait = ((double) clients / servers - 1) * service;
        return new CapacityRow.Closed(
                servers,
                clients,
                service,
                n - warm,
                new CapacityRow.Figure((n - warm) / seconds, servers / (service / 1e3)),
                new CapacityRow.Figure(queued, wait),
                new CapacityRow.Figure(response - service, wait));
    }

    /** Null if stopped before its end, or if anything failed. */
    private @Nullable CapacityRow open(ServerProcess server, int servers) throws IOException, InterruptedException {
        double service = openServiceMillis(servers);
        double load = load(servers);
        String id = "open-" + servers;
        if (!begin(id)) {
            return null;
        }
        limit(server, servers);
        long[] moments = moments(servers * load / service);
        // The seed is only there to make it another URL, and so other draws.
        String delay = "exp(" + service + ")&draws=" + options.seed();
        long[] atOnce = new long[2 * servers];
        TimedRequests opening = preparing(server, "open", "1", atOnce.length);
        TimedRequests asked = measured(server, id, delay, moments.length);
        try (OpenClient client = new OpenClient(server.address(), DEADLINE)) {
            run(client::cancel, () -> client.run(opening, atOnce));
            run(client::cancel, () -> client.run(asked, moments));
        }
        return end(id, moments.length, opening, asked)
                ? open(servers, load, service, asked, CapacitySeen.of(server, id), moments.length)
                : null;
    }

    private CapacityRow open(
            int servers, double load, double service, TimedRequests asked, List<CapacitySeen.Exchange> exchanges, int n)
            throws IOException {
        checkAllSeen(exchanges, n);
        long first = exchanges.getFirst().arrivedNanos();
        double[] arrived = exchanges.stream()
                .mapToDouble(exchange -> (exchange.arrivedNanos() - first) / MILLI)
                .toArray();
        double[] served = exchanges.stream()
                .mapToDouble(exchange -> exchange.serviceNanos() / MILLI)
                .toArray();
        double[] theory = Queueing.waits(servers, arrived, served);
        double queued = 0;
        double felt = 0;
        double expected = 0;
        double farthest = 0;
        int longest = 0;
        for (int i = 0; i < n; i++) {
            double wait = exchanges.get(i).queueNanos() / MILLI;
            queued += wait / n;
            felt += (asked.responseNanos(exchanges.get(i).number()) / MILLI - served[i]) / n;
            expected += theory[i] / n;
            farthest = Math.max(farthest, Math.abs(wait - theory[i]));
            longest = theory[i] > theory[longest] ? i : longest;
        }
        int from = Math.max(0, Math.min(longest - PATH / 2, n - PATH));
        List<CapacityRow.Moment> path = IntStream.range(from, Math.min(n, from + PATH))
                .mapToObj(i -> new CapacityRow.Moment(
                        arrived[i] - arrived[from], exchanges.get(i).queueNanos() / MILLI, theory[i]))
                .toList();
        double[] means = Queueing.simulatedMeanWaits(servers, servers * load, n, SIMULATED_RUNS, options.seed());
        int beyond = (int) (SIMULATED_RUNS * HALF_A_PERCENT);
        return new CapacityRow.Open(
                servers,
                load,
                service,
                n,
                new CapacityRow.Figure(queued, expected),
                new CapacityRow.Figure(felt, expected),
                farthest,
                Queueing.meanWait(servers, servers * load) * service,
                means[beyond] * service,
                means[SIMULATED_RUNS / 2] * service,
                means[SIMULATED_RUNS - 1 - beyond] * service,
                path);
    }

    /**
     * How busy each server is. Many servers are busy together only if there is more to do: with 64 at 0.7 nobody would wait.
     */
    static double load(int servers) {
        return servers < 4 ? 0.7 : servers < 16 ? 0.8 : servers < 96 ? 0.9 : 0.95;
    }

    /** Long enough for a mean wait of some milliseconds, beside which a timer is exact; short enough for many requests. */
    static double openServiceMillis(int servers) {
        return servers < 4 ? 5 : servers < 16 ? 30 : 150;
    }

    /** When requests arrive: a Poisson process, in nanoseconds. */
    private long[] moments(double perMilli) {
        SplittableRandom random = new SplittableRandom(options.seed());
        long[] moments = new long[Math.max(2, (int) (perMilli * options.openMillis()))];
        double at = 0;
        for (int i = 0; i < moments.length; i++) {
            at += Queueing.exponential(random) / perMilli;
            moments[i] = (long) (at * MILLI);
        }
        return moments;
    }

    private static void limit(ServerProcess server, int servers) throws IOException {
        server.change("limit servers=" + servers + ",queue=1000000\n");
    }

    private TimedRequests measured(ServerProcess server, String trial, String delay, int n) {
        return requests(server, trial, delay, n, ended -> {
            if (ended % 100 == 0) {
                listener.progress(trial, ended, n);
            }
        });
    }

    /** Requests that belong to no trial's progress. */
    private TimedRequests preparing(ServerProcess server, String what, String delay, int n) {
        return requests(server, what, delay, n, ended -> {});
    }

    private TimedRequests requests(ServerProcess server, String trial, String delay, int n, IntConsumer progress) {
        return new TimedRequests(URI.create(server.url()), delay, trial, n, () -> stopped, progress);
    }

    private boolean begin(String id) {
        int all = options.servers().size() * (CLIENTS_PER_SERVER.size() + 1);
        if (!stopped) {
            listener.trialStarted(id, ++position, all);
        }
        return !stopped;
    }

    /** Whether all was asked and nothing failed. */
    private boolean end(String id, int n, TimedRequests opening, TimedRequests asked) {
        if (stopped) {
            return false;
        }
        long failed = add(opening.failures()) + add(asked.failures());
        listener.trialEnded(id, n, failed, 0);
        return failed == 0;
    }

    /** Adds to the run's failures, unless they are those of its end; returns how many. */
    private long add(Map<String, Long> failed) {
        if (stopped) {
            return 0;
        }
        failed.forEach((kind, count) -> failures.merge(kind, count, Long::sum));
        return failed.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void checkAllSeen(List<CapacitySeen.Exchange> exchanges, int n) throws IOException {
        if (exchanges.size() != n) {
            throw new IOException("the server recorded " + exchanges.size() + " of " + n + " requests");
        }
    }

    @FunctionalInterface
    private interface Run {
        void now() throws InterruptedException;
    }

    /** Runs something unless, or until, this is stopped. */
    private void run(Runnable cancel, Run run) throws InterruptedException {
        synchronized (stopping) {
            if (stopped) {
                return;
            }
            cancelling = cancel;
        }
        run.now();
    }

    /** Ends the run now; the trial under way is not counted. */
    @Override
    public void stop() {
        synchronized (stopping) {
            stopped = true;
            if (cancelling != null) {
                cancelling.run();
            }
        }
    }
}
