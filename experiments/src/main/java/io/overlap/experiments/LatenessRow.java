package io.overlap.experiments;

import io.overlap.testserver.ServerStats;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the trials of one mode at one number of connections come to.
 *
 * @param lateness medians of the trials' percentiles and the largest maximum; null if held
 * @param heapBytes of the server for each connection, after a collection: the median; null if not held
 * @param residentBytes of the server's process for each connection: the median; null if not held, or if the system does not
 *     say
 */
record LatenessRow(
        int connections,
        LatenessMode mode,
        long requests,
        Map<String, Long> failures,
        ServerStats.@Nullable Lateness lateness,
        @Nullable Double heapBytes,
        @Nullable Double residentBytes,
        List<Trial> trials) {

    /**
     * One trial.
     *
     * @param lateness as the server saw it; null if held
     */
    record Trial(
            String id,
            long requests,
            Map<String, Long> failures,
            ServerStats.@Nullable Lateness lateness,
            @Nullable Double heapBytes,
            @Nullable Double residentBytes) {

        long failed() {
            return count(failures);
        }
    }

    static LatenessRow of(int connections, LatenessMode mode, List<Trial> trials) {
        Map<String, Long> failures = new TreeMap<>();
        trials.forEach(trial -> trial.failures().forEach((kind, count) -> failures.merge(kind, count, Long::sum)));
        return new LatenessRow(
                connections,
                mode,
                trials.stream().mapToLong(Trial::requests).sum(),
                failures,
                lateness(trials),
                median(trials.stream().flatMap(trial -> Stream.ofNullable(trial.heapBytes()))),
                median(trials.stream().flatMap(trial -> Stream.ofNullable(trial.residentBytes()))),
                trials);
    }

    /** Requests that were answered as they should be. */
    long answers() {
        return requests - count(failures);
    }

    private static long count(Map<String, Long> failures) {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    private static ServerStats.@Nullable Lateness lateness(List<Trial> trials) {
        List<ServerStats.Lateness> seen = trials.stream()
                .flatMap(trial -> Stream.ofNullable(trial.lateness()))
                .toList();
        return seen.isEmpty()
                ? null
                : new ServerStats.Lateness(
                        median(seen, ServerStats.Lateness::p50),
                        median(seen, ServerStats.Lateness::p99),
                        median(seen, ServerStats.Lateness::p999),
                        seen.stream()
                                .mapToDouble(ServerStats.Lateness::max)
                                .max()
                                .orElse(0));
    }

    private static double median(List<ServerStats.Lateness> seen, ToDoubleFunction<ServerStats.Lateness> figure) {
        return Interval.of(seen.stream().map(figure::applyAsDouble).toList()).median();
    }

    private static @Nullable Double median(Stream<Double> known) {
        List<Double> values = known.toList();
        return values.isEmpty() ? null : Interval.of(values).median();
    }
}
