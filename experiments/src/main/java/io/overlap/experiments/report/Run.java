package io.overlap.experiments.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run.json} tells of a comparison.
 */
record Run(RunFile.Origin origin, Asked asked, List<Row> rows, List<Claim> claims) {

    /**
     * What was asked for.
     *
     * @param delayMillis null if the URLs were the user's own
     * @param target {@code bundled}, {@code url} or {@code urls}
     * @param idealSeconds null where it is not known, and at delay 0, where it says nothing
     */
    record Asked(
            List<String> variants,
            int n,
            @Nullable Double delayMillis,
            int cap,
            int reps,
            int warmup,
            boolean fullSerial,
            String target,
            @Nullable Double idealSeconds,
            boolean stopped) {

        boolean bundled() {
            return target.equals("bundled");
        }
    }

    /**
     * One variant on one client. Seconds and CPU are for all n requests, of a scaled row too.
     *
     * @param scaled whether only the first requests were made
     * @param latenessMillis the 99th percentile; null with a server that is not ours
     * @param peakHeapBytes null where it is not told, as the other figures that may be
     */
    record Row(
            String name,
            String client,
            boolean scaled,
            double median,
            double low,
            double high,
            @Nullable Double efficiency,
            @Nullable Double speedup,
            Map<String, Long> failures,
            @Nullable Double maxInFlight,
            @Nullable Double latenessMillis,
            @Nullable Double cpuSeconds,
            @Nullable Double peakHeapBytes,
            @Nullable Double peakRssBytes,
            boolean equalWork,
            List<Trial> trials) {

        private static final Pattern STEM = Pattern.compile("(?! *$)[ -~&&[^/\\\\]]{1,60}");
        private static final String JDK = "jdk";

        /** Printable ASCII that can be part of a file's name everywhere. */
        static boolean isStem(String name) {
            return STEM.matcher(name).matches();
        }

        String label() {
            return client.equals(JDK) ? name + " (jdk)" : name;
        }

        /** What the row's files are called by. */
        String stem() {
            return client.equals(JDK) ? name + "-jdk" : name;
        }

        boolean cpuKnown() {
            return cpuSeconds != null;
        }

        double meanTrialCpu() {
            return trials.stream()
                    .mapToDouble(trial -> trial.cpuSeconds() == null ? 0 : trial.cpuSeconds())
                    .average()
                    .orElse(0);
        }

        /** CPU milliseconds for a thousand requests. */
        double cpuMillis(int n) {
            return cpuSeconds == null ? 0 : cpuSeconds * 1e6 / n;
        }

        /** Of a trial, for all n requests. */
        double seconds(Trial trial, int n) {
            return scaled && trial.requests() > 0 ? trial.seconds() * n / trial.requests() : trial.seconds();
        }
    }

    /** One timed trial, as it was measured: of a scaled row, for the requests that it made. */
    record Trial(double seconds, @Nullable Double cpuSeconds, int requests) {}

    /** A figure with a bound, as a sentence. */
    record Claim(String sentence, double value, boolean holds) {}

    /** Whether every request of the row's last trial must be in its chronology: each was seen exactly once. */
    boolean oneLineEach(Row row) {
        return asked.bundled()
                && !asked.stopped()
                && row.equalWork()
                && !row.trials().isEmpty();
    }

    /** Rows that did the same work, fastest first. */
    List<Row> ranked() {
        return sorted(true);
    }

    List<Row> unequal() {
        return sorted(false);
    }

    private List<Row> sorted(boolean equalWork) {
        return rows.stream()
                .filter(row -> row.equalWork() == equalWork)
                .sorted(Comparator.comparingDouble(Row::median))
                .toList();
    }

    /** The fastest, and those whose spread overlaps with its: they cannot be told apart. */
    List<Row> leaders() {
        List<Row> ranked = ranked();
        return ranked.stream()
                .filter(row -> row.low() <= ranked.getFirst().high())
                .toList();
    }

    boolean hasScaled() {
        return rows.stream().anyMatch(Row::scaled);
    }
}
