package io.overlap.testserver;

import java.util.Map;

/** Counts as Prometheus reads them: its text format 0.0.4, times in seconds. */
final class Prometheus {
    private final StringBuilder out = new StringBuilder(2_048);

    private Prometheus() {}

    static String text(ServerStats stats) {
        Prometheus text = new Prometheus();
        text.one("overlap_received_total", "counter", "Requests whose head was decoded.", stats.requests());
        text.family("overlap_requests_total", "counter", "Exchanges ended, by status; 499: the client was gone.");
        for (Map.Entry<Integer, Long> status : stats.byStatus().entrySet()) {
            text.sample("overlap_requests_total{status=\"" + status.getKey() + "\"}", status.getValue());
        }
        text.one("overlap_in_flight", "gauge", "Requests whose answer's write has not begun.", stats.inFlight());
        text.one("overlap_max_in_flight", "gauge", "The most requests in flight at once.", stats.maxInFlight());
        text.one("overlap_connections", "gauge", "Connections open now.", stats.connections());
        text.one("overlap_waiting", "gauge", "Requests that wait for a server of the limit.", stats.waiting());
        text.family("overlap_faults_total", "counter", "Faults injected, by name.");
        for (Map.Entry<String, Long> fault : stats.faults().entrySet()) {
            text.sample("overlap_faults_total{fault=\"" + fault.getKey() + "\"}", fault.getValue());
        }
        text.lateness(stats);
        text.one(
                "overlap_cancelled_total",
                "counter",
                "Exchanges whose client was gone before the answer.",
                stats.cancelled());
        text.one(
                "overlap_tls_failures_total",
                "counter",
                "Connections that ended before their TLS handshake did.",
                stats.tlsFailures());
        text.one(
                "overlap_dropped_records_total",
                "counter",
                "Exchanges the chronology no longer holds.",
                stats.droppedRecords());
        return text.out.toString();
    }

    private void lateness(ServerStats stats) {
        ServerStats.Lateness late = stats.lateness();
        family("overlap_lateness_seconds", "summary", "How much later than asked answers began to be written.");
        quantile("0.5", late.p50());
        quantile("0.99", late.p99());
        quantile("0.999", late.p999());
        quantile("1", late.max());
        long answered = stats.byStatus().entrySet().stream()
                .filter(status -> status.getKey() != Exchange.CANCELLED && status.getKey() != Exchange.NONE)
                .mapToLong(Map.Entry::getValue)
                .sum();
        sample("overlap_lateness_seconds_count", answered);
    }

    private void quantile(String quantile, double millis) {
        line("overlap_lateness_seconds{quantile=\"" + quantile + "\"}", Double.toString(millis / 1e3));
    }

    private void one(String name, String type, String help, long value) {
        family(name, type, help);
        sample(name, value);
    }

    private void family(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String series, long value) {
        line(series, Long.toString(value));
    }

    private void line(String series, String value) {
        out.append(series).append(' ').append(value).append('\n');
    }
}
