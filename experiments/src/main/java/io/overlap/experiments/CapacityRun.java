package io.overlap.experiments;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What a measurement of capacity found.
 *
 * @param rows of the trials in which nothing failed
 * @param failures of the others, and of what comes before the trials, by kind
 * @param stopped whether it was stopped before its end
 */
public record CapacityRun(
        CapacityOptions options,
        Machine machine,
        List<CapacityRow> rows,
        Map<String, Long> failures,
        List<Claim> claims,
        boolean stopped)
        implements ExperimentRun {

    private static final double MOST_OFF_PERCENT = 5;
    private static final List<String> HEADING = List.of(
            "servers",
            "asked by",
            "served for",
            "requests",
            "per second",
            "theory",
            "wait",
            "theory",
            "as felt",
            "M/M/k");

    static CapacityRun of(
            CapacityOptions options,
            Machine machine,
            List<CapacityRow> rows,
            Map<String, Long> failures,
            boolean stopped) {
        return new CapacityRun(options, machine, rows, failures, claims(options, rows), stopped);
    }

    @Override
    public boolean failed() {
        return !failures.isEmpty();
    }

    private static List<Claim> claims(CapacityOptions options, List<CapacityRow> rows) {
        List<Claim> claims = new ArrayList<>();
        for (int servers : options.servers()) {
            List<CapacityRow.Closed> closed = of(CapacityRow.Closed.class, servers, rows);
            if (!closed.isEmpty()) {
                claims.add(off(
                        "capacity.closed." + servers + ".throughput",
                        counted(servers) + ", closed loop: answers a second off k/S",
                        closed.stream().mapToDouble(row -> row.perSecond().offPercent())));
                claims.add(off(
                        "capacity.closed." + servers + ".wait",
                        counted(servers) + ", closed loop: mean wait off (clients/k - 1) S",
                        closed.stream().flatMapToDouble(CapacityRun::offPercents)));
            }
            for (CapacityRow.Open row : of(CapacityRow.Open.class, servers, rows)) {
                claims.add(off(
                        "capacity.open." + servers + ".wait",
                        counted(servers) + ", Poisson arrivals: mean wait off Kiefer and Wolfowitz",
                        offPercents(row)));
                claims.add(Claim.atMost(
                        "capacity.open." + servers + ".mmk",
                        counted(servers) + ", Poisson arrivals: mean wait off M/M/k's",
                        row.strayed(),
                        1,
                        "of what chance does in such a run"));
            }
        }
        return claims;
    }

    /** By the server's own count and by the client's clock. */
    private static DoubleStream offPercents(CapacityRow row) {
        return DoubleStream.of(row.queued().offPercent(), row.felt().offPercent());
    }

    private static Claim off(String id, String figure, DoubleStream percents) {
        return Claim.atMost(id, figure, percents.max().orElseThrow(), MOST_OFF_PERCENT, "%");
    }

    private static <R extends CapacityRow> List<R> of(Class<R> kind, int servers, List<CapacityRow> rows) {
        return rows.stream()
                .filter(row -> row.servers() == servers && kind.isInstance(row))
                .map(kind::cast)
                .toList();
    }

    private static String counted(int servers) {
        return servers + (servers == 1 ? " server" : " servers");
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder("A limit of servers beside queueing theory\n");
        out.append(machine.line()).append("\n\n");
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADING);
        rows.forEach(row -> cells.add(cells(row)));
        out.append(TextTable.aligned(cells));
        out.append(
                "wait: in the queue, the mean, as the server tells; as felt: the client's response time less the service\n");
        out.append("M/M/k: Erlang's mean wait, and where 99 % of simulated runs as long as this one have theirs\n");
        if (failed()) {
            out.append("failures: ").append(failures).append("; a trial with any is left out\n");
        }
        return out.append(TableEnd.of(this)).toString();
    }

    private static List<String> cells(CapacityRow row) {
        return switch (row) {
            case CapacityRow.Closed closed ->
                List.of(
                        Integer.toString(closed.servers()),
                        closed.clients() + " clients",
                        millis(closed.serviceMillis()),
                        Integer.toString(closed.requests()),
                        number(closed.perSecond().measured()),
                        number(closed.perSecond().theory()),
                        millis(closed.queued().measured()),
                        millis(closed.queued().theory()),
                        millis(closed.felt().measured()),
                        "-");
            case CapacityRow.Open open ->
                List.of(
                        Integer.toString(open.servers()),
                        String.format(Locale.ROOT, "Poisson, %.1f", open.load()),
                        millis(open.serviceMillis()),
                        Integer.toString(open.requests()),
                        "-",
                        "-",
                        millis(open.queued().measured()),
                        millis(open.queued().theory()),
                        millis(open.felt().measured()),
                        String.format(Locale.ROOT, "%.2f ms (%.2f to %.2f)", open.mmk(), open.low(), open.high()));
        };
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f ms", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    @Override
    public String json() {
        JsonObject parameters = new JsonObject();
        parameters.add("servers", RunJson.tree(options.servers()));
        parameters.addProperty("rounds", options.rounds());
        parameters.addProperty("service_ms", options.serviceMillis());
        parameters.addProperty("open_ms", options.openMillis());
        parameters.addProperty("seed", options.seed());
        parameters.add("failures", RunJson.tree(failures));
        parameters.addProperty("stopped", stopped);
        return RunJson.write("capacity", machine, parameters, RunJson.array(rows, CapacityRun::row), claims);
    }

    private static JsonElement row(CapacityRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("servers", row.servers());
        json.addProperty("requests", row.requests());
        switch (row) {
            case CapacityRow.Closed closed -> {
                json.addProperty("clients", closed.clients());
                json.addProperty("service_ms", closed.serviceMillis());
                json.add("per_second", figure(closed.perSecond()));
            }
            case CapacityRow.Open open -> {
                json.addProperty("load", open.load());
                json.addProperty("service_ms", open.serviceMillis());
                json.addProperty("farthest_ms", open.farthest());
                json.addProperty("mmk_wait_ms", open.mmk());
                json.addProperty("mmk_low_ms", open.low());
                json.addProperty("mmk_middle_ms", open.middle());
                json.addProperty("mmk_high_ms", open.high());
                json.add("path", RunJson.array(open.path(), CapacityRun::moment));
            }
        }
        json.add("wait_ms", figure(row.queued()));
        json.add("felt_wait_ms", figure(row.felt()));
        return json;
    }

    private static JsonElement figure(CapacityRow.Figure figure) {
        JsonObject json = new JsonObject();
        json.addProperty("measured", figure.measured());
        json.addProperty("theory", figure.theory());
        return json;
    }

    private static JsonElement moment(CapacityRow.Moment moment) {
        JsonObject json = new JsonObject();
        json.addProperty("at_ms", rounded(moment.atMillis()));
        json.addProperty("wait_ms", rounded(moment.queued()));
        json.addProperty("theory_ms", rounded(moment.theory()));
        return json;
    }

    /** To the microsecond: there are hundreds of them. */
    private static double rounded(double millis) {
        return Math.rint(millis * 1e3) / 1e3;
    }
}
