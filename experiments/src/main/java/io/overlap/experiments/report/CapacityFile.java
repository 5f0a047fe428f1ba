package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code run.json}, version 1, of the experiment capacity tells. Times are milliseconds. */
record CapacityFile(
        RunFile.Origin origin,
        double serviceMillis,
        double openMillis,
        boolean stopped,
        List<Closed> closed,
        List<Open> open,
        Map<String, Long> failures,
        List<Run.Claim> claims) {

    private static final int MOST_ROWS = 1_000;
    private static final int MOST_MOMENTS = 1_000;

    /** A mean wait: in the queue, as the client felt it, and as theory says. */
    record Wait(double queued, double felt, double theory) {}

    /** So many clients, each of which asks again at once. */
    record Closed(int servers, int clients, int requests, double perSecond, double perSecondTheory, Wait waited) {}

    /** Poisson arrivals. */
    record Open(
            int servers,
            double load,
            double serviceMillis,
            int requests,
            double farthest,
            Wait waited,
            double mmk,
            double low,
            double high,
            List<Moment> path) {}

    /** One request's arrival and wait. */
    record Moment(double at, double waited, double theory) {}

    static CapacityFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Closed> closed = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        for (Json row : root.objects("rows", MOST_ROWS)) {
            Json perSecond = row.objectOrNull("per_second");
            if (perSecond == null) {
                open.add(open(row));
            } else {
                closed.add(closed(row, perSecond));
            }
        }
        return new CapacityFile(
                RunFile.origin(root.object("machine")),
                parameters.number("service_ms"),
                parameters.number("open_ms"),
                parameters.truthOrFalse("stopped"),
                closed,
                open,
                parameters.counts("failures"),
                RunFile.claims(root));
    }

    private static Closed closed(Json row, Json perSecond) throws BadFileException {
        return new Closed(
                row.positive("servers"),
                row.positive("clients"),
                row.positive("requests"),
                perSecond.number("measured"),
                perSecond.number("theory"),
                waited(row));
    }

    private static Open open(Json row) throws BadFileException {
        List<Moment> path = new ArrayList<>();
        for (Json moment : row.objects("path", MOST_MOMENTS)) {
            path.add(new Moment(moment.number("at_ms"), moment.signed("wait_ms"), moment.number("theory_ms")));
        }
        return new Open(
                row.positive("servers"),
                row.number("load"),
                row.number("service_ms"),
                row.positive("requests"),
                row.number("farthest_ms"),
                waited(row),
                row.number("mmk_wait_ms"),
                row.number("mmk_low_ms"),
                row.number("mmk_high_ms"),
                path);
    }

    private static Wait waited(Json row) throws BadFileException {
        Json queued = row.object("wait_ms");
        return new Wait(
                queued.signed("measured"), row.object("felt_wait_ms").signed("measured"), queued.number("theory"));
    }

    /** The row whose mean wait is farthest from theory, in percent; null without rows. */
    @Nullable
    Double farthestPercent() {
        List<Wait> waits = new ArrayList<>();
        closed.forEach(row -> waits.add(row.waited()));
        open.forEach(row -> waits.add(row.waited()));
        return waits.isEmpty()
                ? null
                : waits.stream().mapToDouble(CapacityFile::percentOff).max().orElseThrow();
    }

    private static double percentOff(Wait wait) {
        double off = Math.max(Math.abs(wait.queued() - wait.theory()), Math.abs(wait.felt() - wait.theory()));
        if (wait.theory() == 0) {
            return off == 0 ? 0 : 100;
        }
        return 100 * off / wait.theory();
    }
}
