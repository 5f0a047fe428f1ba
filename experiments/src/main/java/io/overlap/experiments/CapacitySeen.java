package io.overlap.experiments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The exchanges of one trial of AddRequests as the server saw them, in the order in which they came. */
final class CapacitySeen {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final String HEAD = "trial,";

    /**
     * One request.
     *
     * @param number i of its name u{i}
     * @param serviceNanos from the end of its wait to its deadline
     */
    record Exchange(int number, long arrivedNanos, long queueNanos, long serviceNanos) {}

    private final List<Exchange> exchanges = new ArrayList<>();
    private List<String> columns = List.of();

    private CapacitySeen() {}

    static List<Exchange> of(ServerProcess server, String trial) throws IOException {
        CapacitySeen seen = new CapacitySeen();
        server.chronology(trial, seen::take);
        seen.exchanges.sort(Comparator.comparingLong(Exchange::arrivedNanos));
        return seen.exchanges;
    }

    private void take(String line) {
        List<String> fields = List.of(COMMA.split(line, -1));
        if (line.startsWith(HEAD)) {
            columns = fields;
            return;
        }
        long arrived = Long.parseLong(field(fields, "arrived_ns"));
        long queued = Long.parseLong(field(fields, "queue_ns"));
        long service = Long.parseLong(field(fields, "deadline_ns")) - arrived - queued;
        exchanges.add(new Exchange(Integer.parseInt(field(fields, "name").substring(1)), arrived, queued, service));
    }

    private String field(List<String> fields, String name) {
        return fields.get(columns.indexOf(name));
    }
}
