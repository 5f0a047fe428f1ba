package io.overlap.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.overlap.experiments.Claim;
import io.overlap.experiments.Interval;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import io.overlap.experiments.TableEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How many requests a second the delay server answers when it has nothing to wait for, beside the least that Netty needs. Each in
 * a process of its own on the same cores as wrk, which drives one after the other, in rounds of random order.
 */
public final class ServeThroughput {
    private static final RoundOptions PUBLISHED = new RoundOptions(5, 6, 42, Path.of("overlap-out/serve-throughput"));
    private static final int QUICK_SECONDS = 2;
    private static final int CONNECTIONS = 64;
    private static final String TARGET = "/add?name=x&delay=0";
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m");
    private static final double BOUND = 0.85;
    private static final String OURS = "overlap";
    private static final String BARE = "netty";

    private final RoundOptions options;
    private final Map<String, ServerChild> servers = new LinkedHashMap<>();
    private final Map<String, List<Trial>> trials = new LinkedHashMap<>();
    private long errors; // in trials and before them

    /** @param cpuMicros of the server for a request */
    private record Trial(Wrk wrk, double cpuMicros) {}

    private ServeThroughput(RoundOptions options) {
        this.options = options;
    }

    public static void main(String[] words) throws Exception {
        new ServeThroughput(PUBLISHED.with(words, QUICK_SECONDS)).run();
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(options.out());
        Machine.Before before = Machine.before();
        try (ServerChild ours = new ServerChild(OurServer.class, FLAGS, List.of());
                ServerChild bare = new ServerChild(BareServer.class, FLAGS, List.of())) {
            servers.put(OURS, ours);
            servers.put(BARE, bare);
            measure();
            write(before.after(null, ours.cpuSeconds() + bare.cpuSeconds() + Wrk.endedCpuSeconds()));
        }
    }

    private void measure() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(servers.keySet());
        for (String name : names) {
            trials.put(name, new ArrayList<>());
            wrk(server(name)); // its code is compiled
        }
        Random random = new Random(options.seed());
        for (int round = 1; round <= options.rounds(); round++) {
            Collections.shuffle(names, random);
            for (String name : names) {
                Trial trial = trial(server(name));
                Objects.requireNonNull(trials.get(name)).add(trial);
                System.err.printf(
                        Locale.ROOT,
                        "%2d %-8s %,9.0f requests/s, %.2f us of CPU each, p99 %.0f us%n",
                        round,
                        name,
                        trial.wrk.requestsPerSecond(),
                        trial.cpuMicros,
                        trial.wrk.p99());
            }
        }
    }

    private Trial trial(ServerChild server) throws IOException, InterruptedException {
        double before = server.cpuSeconds();
        Wrk wrk = wrk(server);
        double used = server.cpuSeconds() - before;
        return new Trial(wrk, used * 1e6 / (wrk.requestsPerSecond() * options.seconds()));
    }

    private Wrk wrk(ServerChild server) throws IOException, InterruptedException {
        Wrk wrk = Wrk.run(server.url() + TARGET, CONNECTIONS, options.seconds());
        errors += wrk.errors();
        return wrk;
    }

    private ServerChild server(String name) {
        return Objects.requireNonNull(servers.get(name));
    }

    private List<Trial> trials(String name) {
        return Objects.requireNonNull(trials.get(name));
    }

    private Interval interval(String name, ToDoubleFunction<Trial> figure) {
        return Interval.of(trials(name).stream().map(figure::applyAsDouble).toList());
    }

    /** Ours over the bare one's, round by round. */
    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < options.rounds(); i++) {
            ratios.add(trials(OURS).get(i).wrk.requestsPerSecond()
                    / trials(BARE).get(i).wrk.requestsPerSecond());
        }
        return ratios;
    }

    private void write(Machine machine) throws IOException {
        Interval ratio = Interval.of(ratios());
        List<Claim> claims = List.of(
                Claim.atLeast(
                        "serve.throughput",
                        "requests a second at delay 0, as a share of a bare Netty responder's,",
                        ratio.median(),
                        BOUND),
                Claim.exactly("serve.errors", "errors that wrk met", (double) errors, 0));
        JsonArray rows = new JsonArray();
        servers.keySet().forEach(name -> rows.add(row(name)));
        Files.writeString(
                options.out().resolve("run.json"),
                RunJson.write("serve-throughput", machine, parameters(ratio), rows, claims));
        servers.keySet().forEach(this::print);
        System.out.printf(
                Locale.ROOT, "ratio, round by round: %.3f (%.3f to %.3f)%n", ratio.median(), ratio.low(), ratio.high());
        System.out.print(TableEnd.disturbed(machine));
        claims.forEach(claim -> System.out.println(claim.line()));
        System.err.println(options.out());
    }

    private void print(String name) {
        Interval rate = interval(name, trial -> trial.wrk.requestsPerSecond());
        System.out.printf(
                Locale.ROOT,
                "%-30s %,9.0f requests/s (%,.0f to %,.0f), %.2f us of CPU each, p50 %.0f us, p99 %.0f us%n",
                server(name).what(),
                rate.median(),
                rate.low(),
                rate.high(),
                interval(name, Trial::cpuMicros).median(),
                interval(name, trial -> trial.wrk.p50()).median(),
                interval(name, trial -> trial.wrk.p99()).median());
    }

    private JsonObject row(String name) {
        Interval rate = interval(name, trial -> trial.wrk.requestsPerSecond());
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("what", server(name).what());
        json.addProperty("median_per_second", rate.median());
        json.addProperty("low_per_second", rate.low());
        json.addProperty("high_per_second", rate.high());
        json.addProperty("median_cpu_us", interval(name, Trial::cpuMicros).median());
        json.add("trials", RunJson.array(trials(name), ServeThroughput::json));
        return json;
    }

    private static JsonObject json(Trial trial) {
        JsonObject json = new JsonObject();
        json.addProperty("per_second", trial.wrk.requestsPerSecond());
        json.addProperty("p50_us", trial.wrk.p50());
        json.addProperty("p99_us", trial.wrk.p99());
        json.addProperty("errors", trial.wrk.errors());
        json.addProperty("cpu_us", trial.cpuMicros);
        return json;
    }

    private JsonObject parameters(Interval ratio) {
        JsonObject json = new JsonObject();
        json.addProperty("rounds", options.rounds());
        json.addProperty("seconds", options.seconds());
        json.addProperty("seed", options.seed());
        json.addProperty("connections", CONNECTIONS);
        json.addProperty("target", TARGET);
        json.add("jvm_flags", RunJson.tree(FLAGS));
        json.addProperty("ratio", ratio.median());
        json.addProperty("ratio_low", ratio.low());
        json.addProperty("ratio_high", ratio.high());
        return json;
    }
}
