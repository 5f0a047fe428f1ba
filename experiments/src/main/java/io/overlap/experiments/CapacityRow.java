package io.overlap.experiments;

import java.util.List;

/** What one trial of a limit of servers came to, beside what theory says. Times are milliseconds. */
sealed interface CapacityRow {
    int servers();

    /** Requests that count. */
    int requests();

    /** How long a request waits in the queue, in the mean: as the server tells. */
    Figure queued();

    /** The same as the client sees it: its response time less what it was served. */
    Figure felt();

    /** A figure and what theory says of it. */
    record Figure(double measured, double theory) {
        /** How far one is from the other; 100 if theory says that there is nothing. */
        double offPercent() {
            return theory == 0 ? (measured == 0 ? 0 : 100) : 100 * Math.abs(measured / theory - 1);
        }
    }

    /**
     * So many clients, each of which asks again at once: k/S requests a second, and a wait of (clients/k - 1) S, S being the
     * service: the machine repairman who never rests.
     *
     * @param perSecond answers, by the client's clock
     */
    record Closed(
            int servers, int clients, double serviceMillis, int requests, Figure perSecond, Figure queued, Figure felt)
            implements CapacityRow {}

    /**
     * Poisson arrivals, exponential services. Theory's waits are those of these very arrivals and services.
     *
     * @param load how busy each server is, as a share
     * @param farthest the largest difference between a request's wait and what theory says of that request
     * @param mmk the mean wait of M/M/k, if the run were endless
     * @param low half a percent of simulated runs of M/M/k as long as this one have a lower mean wait
     * @param middle half of them have
     * @param high half a percent of them have a higher one
     * @param path some requests one after the other, the one that waited longest among them
     */
    record Open(
            int servers,
            double load,
            double serviceMillis,
            int requests,
            Figure queued,
            Figure felt,
            double farthest,
            double mmk,
            double low,
            double middle,
            double high,
            List<Moment> path)
            implements CapacityRow {

        /** How far the mean wait is from that of simulated runs of M/M/k, as a share of how far chance takes 99 % of them. */
        double strayed() {
            double off = queued.measured() - middle;
            double chance = off >= 0 ? high - middle : middle - low;
            return off == 0 ? 0 : Math.abs(off) / Math.max(chance, 1e-9);
        }
    }

    /** One request: when it came, counted from the first of a path, and how long it waited. */
    record Moment(double atMillis, double queued, double theory) {}
}
