package io.overlap.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.ClientLateness;
import io.overlap.experiments.Interval;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import io.overlap.experiments.TableEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * How late the delay server's answers are beside WireMock's, both measured from outside by the same client: with its defaults,
 * and set up for many waiting requests. Each trial has a fresh server, which is warmed up; rounds in random order.
 */
public final class LatenessPeers {
    private static final RoundOptions PUBLISHED = new RoundOptions(3, 8, 42, Path.of("overlap-out/lateness-peers"));
    private static final int QUICK_SECONDS = 3;
    private static final int WARM_CONNECTIONS = 64;
    private static final Duration WARM = Duration.ofSeconds(4);

    /** Whom it is asked of. */
    private enum Peer {
        OVERLAP,
        WIREMOCK_ASYNC,
        WIREMOCK;

        ServerChild start() throws IOException {
            return switch (this) {
                case OVERLAP -> new ServerChild(OurServer.class, flags(), List.of());
                case WIREMOCK_ASYNC -> new ServerChild(WireMockPeer.class, flags(), List.of(WireMockPeer.ASYNC));
                case WIREMOCK -> new ServerChild(WireMockPeer.class, flags(), List.of(WireMockPeer.DEFAULTS));
            };
        }

        List<String> flags() {
            return this == OVERLAP ? List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m") : List.of("-Xms1g", "-Xmx1g");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Load(int connections, int delayMillis) {
        /** What a server gives that is never late. Who is late is asked less: a connection asks again when it is answered. */
        long punctualAnswers(int seconds) {
            return connections * 1_000L * seconds / delayMillis;
        }
    }

    private static final List<Load> LOADS =
            List.of(new Load(100, 100), new Load(1_000, 1_000), new Load(10_000, 1_000));

    private record Cell(Peer peer, Load load) {}

    private final RoundOptions options;
    private final Map<Cell, List<ClientLateness>> trials = new LinkedHashMap<>();
    private final Map<Peer, String> whats = new LinkedHashMap<>();
    private double cpuSeconds;

    private LatenessPeers(RoundOptions options) {
        this.options = options;
    }

    public static void main(String[] words) throws Exception {
        new LatenessPeers(PUBLISHED.with(words, QUICK_SECONDS)).run();
    }

    private void run() throws IOException, InterruptedException, CannotRunException {
        Files.createDirectories(options.out());
        Machine.Before before = Machine.before();
        List<Cell> cells = new ArrayList<>();
        for (Load load : LOADS) {
            for (Peer peer : Peer.values()) {
                cells.add(new Cell(peer, load));
                trials.put(new Cell(peer, load), new ArrayList<>());
            }
        }
        Random random = new Random(options.seed());
        for (int round = 1; round <= options.rounds(); round++) {
            Collections.shuffle(cells, random);
            for (Cell cell : cells) {
                ClientLateness late = trial(cell);
                Objects.requireNonNull(trials.get(cell)).add(late);
                System.err.printf(Locale.ROOT, "%2d %s%n", round, line(cell, List.of(late)));
            }
        }
        write(before.after(null, cpuSeconds));
    }

    private ClientLateness trial(Cell cell) throws IOException, InterruptedException, CannotRunException {
        try (ServerChild server = cell.peer.start()) {
            whats.put(cell.peer, server.what());
            ClientLateness warm = ClientLateness.measure(server.url(), WARM_CONNECTIONS, 0, WARM);
            if (warm.unanswered() > 0) {
                System.err.printf(
                        Locale.ROOT, "   %s: %,d requests of its warm-up failed%n", cell.peer, warm.unanswered());
            }
            ClientLateness late = ClientLateness.measure(
                    server.url(), cell.load.connections, cell.load.delayMillis, Duration.ofSeconds(options.seconds()));
            cpuSeconds += server.cpuSeconds();
            return late;
        }
    }

    private static double median(List<ClientLateness> own, ToDoubleFunction<ClientLateness> figure) {
        return Interval.of(own.stream().map(figure::applyAsDouble).toList()).median();
    }

    private static long sum(List<ClientLateness> own, ToLongFunction<ClientLateness> count) {
        return own.stream().mapToLong(count).sum();
    }

    private String line(Cell cell, List<ClientLateness> own) {
        return String.format(
                Locale.ROOT,
                "%,6d of %,5d ms  %-15s late p50 %9.2f ms, p99 %9.2f ms, most %9.2f ms;"
                        + " %,d answers of %,d, %,d not answered, %,d connections not opened before",
                cell.load.connections,
                cell.load.delayMillis,
                cell.peer,
                median(own, ClientLateness::p50),
                median(own, ClientLateness::p99),
                own.stream().mapToDouble(ClientLateness::max).max().orElseThrow(),
                sum(own, ClientLateness::answers),
                own.size() * cell.load.punctualAnswers(options.seconds()),
                sum(own, ClientLateness::unanswered),
                sum(own, ClientLateness::unopened));
    }

    private void write(Machine machine) throws IOException {
        JsonArray rows = new JsonArray();
        trials.forEach((cell, own) -> rows.add(row(cell, own)));
        String json = RunJson.write("lateness-peers", machine, parameters(), rows, List.of());
        Files.writeString(options.out().resolve("run.json"), json);
        trials.forEach((cell, own) -> System.out.println(line(cell, own)));
        System.out.print(TableEnd.disturbed(machine));
        System.err.println(options.out());
    }

    private JsonObject row(Cell cell, List<ClientLateness> own) {
        JsonObject json = new JsonObject();
        json.addProperty("name", cell.peer.toString());
        json.addProperty("what", whats.get(cell.peer));
        json.add("jvm_flags", RunJson.tree(cell.peer.flags()));
        json.addProperty("connections", cell.load.connections);
        json.addProperty("delay_ms", cell.load.delayMillis);
        json.addProperty("median_p50_ms", median(own, ClientLateness::p50));
        json.addProperty("median_p99_ms", median(own, ClientLateness::p99));
        json.addProperty("punctual_answers", cell.load.punctualAnswers(options.seconds()));
        json.addProperty("unanswered", sum(own, ClientLateness::unanswered));
        json.add("trials", RunJson.array(own, LatenessPeers::json));
        return json;
    }

    private static JsonElement json(ClientLateness late) {
        JsonObject json = new JsonObject();
        json.addProperty("answers", late.answers());
        json.addProperty("unanswered", late.unanswered());
        json.addProperty("unopened", late.unopened());
        json.addProperty("p50_ms", late.p50());
        json.addProperty("p99_ms", late.p99());
        json.addProperty("p999_ms", late.p999());
        json.addProperty("max_ms", late.max());
        return json;
    }

    private JsonObject parameters() {
        JsonObject json = new JsonObject();
        json.addProperty("rounds", options.rounds());
        json.addProperty("seconds", options.seconds());
        json.addProperty("seed", options.seed());
        json.addProperty("patience_ms", ClientLateness.PATIENCE.toMillis());
        return json;
    }
}
