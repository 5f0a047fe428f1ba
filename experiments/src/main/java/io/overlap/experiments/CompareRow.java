package io.overlap.experiments;

import io.overlap.testserver.ServerStats;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the trials of one variant come to. Figures that only our own server can know are null with another.
 *
 * @param scaled whether only the first requests were made, and seconds and CPU multiplied
 * @param seconds for all n requests
 * @param efficiency ideal / median; null without an ideal, if that is 0, or if the work was not equal
 * @param speedup serial's median on the same client, or else on the other, / this median; null without a serial, or if the
 *     work was not equal
 * @param requests of all trials
 * @param failures of all trials, kind to count
 * @param bytes of bodies, of all trials
 * @param cpuSeconds of the client, for all n requests: the median; null if a trial's is not known
 * @param peakRssBytes of the variant's own process; null where the system does not say
 */
record CompareRow(
        VariantName variant,
        boolean scaled,
        Interval seconds,
        @Nullable Double efficiency,
        @Nullable Double speedup,
        long requests,
        Map<String, Long> failures,
        long bytes,
        @Nullable Integer maxInFlight,
        ServerStats.@Nullable Lateness lateness,
        @Nullable Double cpuSeconds,
        long peakHeapBytes,
        @Nullable Long peakRssBytes,
        String answersHash,
        boolean equalWork,
        List<Trial> trials) {

    static CompareRow of(
            CompareOptions options,
            VariantName variant,
            List<Trial> trials,
            CompareRun.Expected expected,
            @Nullable Double serialSeconds) {
        Interval seconds = seconds(options, variant, trials);
        Double ideal = options.idealSeconds();
        boolean scaled = options.scaled(variant);
        boolean equalWork =
                trials.stream().allMatch(trial -> expected.metBy(trial, options.requestsOf(variant), scaled));
        Map<String, Long> failures = new TreeMap<>();
        trials.forEach(
                trial -> trial.outcome().failures().forEach((kind, count) -> failures.merge(kind, count, Long::sum)));
        return new CompareRow(
                variant,
                scaled,
                seconds,
                ideal == null || ideal == 0 || !equalWork ? null : ideal / seconds.median(),
                serialSeconds == null || !equalWork ? null : serialSeconds / seconds.median(),
                trials.stream().mapToLong(trial -> trial.outcome().requests()).sum(),
                failures,
                trials.stream().mapToLong(trial -> trial.outcome().bytes()).sum(),
                trials.stream()
                        .map(Trial::maxInFlight)
                        .filter(Objects::nonNull)
                        .max(Integer::compare)
                        .orElse(null),
                lateness(trials),
                cpuSeconds(options, variant, trials),
                trials.stream()
                        .mapToLong(trial -> trial.outcome().peakHeapBytes())
                        .max()
                        .orElse(0),
                trials.stream()
                        .map(trial -> trial.outcome().peakRssBytes())
                        .filter(Objects::nonNull)
                        .max(Long::compare)
                        .orElse(null),
                trials.getLast().outcome().hash(),
                equalWork,
                trials);
    }

    /** The time for all n requests. */
    static Interval seconds(CompareOptions options, VariantName variant, List<Trial> trials) {
        return Interval.of(
                        trials.stream().map(trial -> trial.outcome().seconds()).toList())
                .times(factor(options, variant));
    }

    private static @Nullable Double cpuSeconds(CompareOptions options, VariantName variant, List<Trial> trials) {
        List<Double> known = trials.stream()
                .flatMap(trial -> Stream.ofNullable(trial.outcome().cpuSeconds()))
                .toList();
        return known.size() < trials.size()
                ? null
                : Double.valueOf(Interval.of(known).median() * factor(options, variant));
    }

    private static double factor(CompareOptions options, VariantName variant) {
        return (double) options.n() / options.requestsOf(variant);
    }

    private static ServerStats.@Nullable Lateness lateness(List<Trial> trials) {
        List<Trial> seen =
                trials.stream().filter(trial -> trial.lateness() != null).toList();
        return seen.isEmpty()
                ? null
                : new ServerStats.Lateness(
                        median(seen, trial -> latenessOf(trial).p50()),
                        median(seen, trial -> latenessOf(trial).p99()),
                        median(seen, trial -> latenessOf(trial).p999()),
                        seen.stream()
                                .mapToDouble(trial -> latenessOf(trial).max())
                                .max()
                                .orElse(0));
    }

    private static ServerStats.Lateness latenessOf(Trial trial) {
        return Objects.requireNonNull(trial.lateness());
    }

    private static double median(List<Trial> trials, ToDoubleFunction<Trial> figure) {
        return Interval.of(trials.stream().map(figure::applyAsDouble).toList()).median();
    }

    long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
