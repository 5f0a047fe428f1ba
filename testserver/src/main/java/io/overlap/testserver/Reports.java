package io.overlap.testserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ledger as text: JSON and CSV. */
final class Reports {
    private static final String CSV_HEAD =
            "trial,connection,name,arrived_ns,deadline_ns,answered_ns,late_ns,status,queue_ns\n";

    private Reports() {}

    static String statsJson(ServerStats stats, Transport transport) {
        String statuses = stats.byStatus().entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        String faults = stats.faults().entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        ServerStats.Lateness late = stats.lateness();
        return String.format(
                Locale.ROOT,
                "{\"server\":\"overlap\",\"transport\":\"%s\",\"requests\":%d,\"in_flight\":%d,\"max_in_flight\":%d,"
                        + "\"connections\":%d,\"lateness_ms\":{\"p50\":%s,\"p99\":%s,\"p999\":%s,\"max\":%s},\"cancelled\":%d,"
                        + "\"tls_failures\":%d,\"dropped_records\":%d,\"by_status\":%s,\"waiting\":%d,\"faults\":%s}%n",
                transport,
                stats.requests(),
                stats.inFlight(),
                stats.maxInFlight(),
                stats.connections(),
                late.p50(),
                late.p99(),
                late.p999(),
                late.max(),
                stats.cancelled(),
                stats.tlsFailures(),
                stats.droppedRecords(),
                statuses,
                stats.waiting(),
                faults);
    }

    static void chronologyCsv(Chronology chronology, @Nullable String trial, Consumer<String> out) {
        out.accept(CSV_HEAD);
        chronology.forEach(
                trial,
                exchange -> out.accept(csv(exchange.trial())
                        + ','
                        + exchange.connection()
                        + ','
                        + csv(exchange.name())
                        + ','
                        + exchange.arrivedNanos()
                        + ','
                        + exchange.deadlineNanos()
                        + ','
                        + exchange.answeredNanos()
                        + ','
                        + exchange.lateNanos()
                        + ','
                        + exchange.status()
                        + ','
                        + exchange.queueNanos()
                        + '\n'));
    }

    static void chronologyJson(Chronology chronology, @Nullable String trial, Consumer<String> out) {
        String[] separator = {"["};
        chronology.forEach(trial, exchange -> {
            out.accept(separator[0] + "\n{\"trial\":" + json(exchange.trial()) + ",\"connection\":"
                    + exchange.connection() + ",\"name\":" + json(exchange.name()) + ",\"arrived_ns\":"
                    + exchange.arrivedNanos() + ",\"deadline_ns\":" + exchange.deadlineNanos() + ",\"answered_ns\":"
                    + exchange.answeredNanos() + ",\"late_ns\":" + exchange.lateNanos() + ",\"status\":"
                    + exchange.status() + ",\"queue_ns\":" + exchange.queueNanos() + '}');
            separator[0] = ",";
        });
        out.accept(separator[0].equals("[") ? "[]\n" : "]\n");
    }

    /** Writes the answered exchanges as the book's server does, name to its times in seconds of the epoch, and forgets them. */
    static void bookJson(Chronology chronology, double startedEpochSeconds, Consumer<String> out) {
        Map<String, List<String>> times = new LinkedHashMap<>();
        long end = chronology.forEach(null, exchange -> {
            if (exchange.status() == 200) {
                times.computeIfAbsent(exchange.name(), name -> new ArrayList<>(1))
                        .add(String.format(
                                Locale.ROOT,
                                "{\"start\":%.6f,\"end\":%.6f,\"dt\":%.6f}",
                                startedEpochSeconds + exchange.arrivedNanos() / 1e9,
                                startedEpochSeconds + exchange.answeredNanos() / 1e9,
                                (exchange.answeredNanos() - exchange.arrivedNanos()) / 1e9));
            }
        });
        String separator = "{";
        for (Map.Entry<String, List<String>> entry : times.entrySet()) {
            out.accept(separator + json(entry.getKey()) + ":[" + String.join(",", entry.getValue()) + "]");
            separator = ",\n";
        }
        out.accept(times.isEmpty() ? "{}\n" : "}\n");
        chronology.forget(end);
    }

    /** The counts of what was saved, an object that is still open. */
    static String savedJson(Saved saved) {
        return "{\"count\":" + saved.count() + ",\"distinct\":" + saved.distinct() + ",\"duplicates\":"
                + saved.duplicates() + ",\"refused\":" + saved.refused();
    }

    static void savedJson(
            Saved counts, Saves saves, @Nullable String trial, long offset, int limit, Consumer<String> out) {
        String[] separator = {savedJson(counts) + ",\"items\":["};
        saves.forEach(trial, offset, limit, (id, times) -> {
            out.accept(separator[0] + "\n{\"id\":" + json(id) + ",\"times\":" + times + '}');
            separator[0] = ",";
        });
        out.accept((separator[0].equals(",") ? "" : separator[0]) + "]}\n");
    }

    private static String csv(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String json(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
