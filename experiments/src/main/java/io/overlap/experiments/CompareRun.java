package io.overlap.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found.
 *
 * @param rows one for each variant that has a timed trial, in the order the variants were asked for
 * @param stopped whether it was stopped before its end
 */
public record CompareRun(
        CompareOptions options, Machine machine, List<CompareRow> rows, List<Claim> claims, boolean stopped) {

    private static final byte[] ANSWER = {'.'};

    static CompareRun of(
            CompareOptions options, Machine machine, Map<VariantName, List<Trial>> trials, boolean stopped) {
        Expected expected = options.bundled() ? Expected.ofBundled(options) : Expected.firstOf(options, trials);
        List<Trial> serial = trials.getOrDefault(VariantName.SERIAL, List.of());
        @Nullable
        Double serialSeconds = serial.isEmpty()
                ? null
                : CompareRow.seconds(options, VariantName.SERIAL, serial).median();
        List<CompareRow> rows = new ArrayList<>();
        for (VariantName variant : options.variants()) {
            List<Trial> own = trials.getOrDefault(variant, List.of());
            if (!own.isEmpty()) {
                rows.add(CompareRow.of(options, variant, own, expected, serialSeconds));
            }
        }
        return new CompareRun(options, machine, rows, claims(options, rows), stopped);
    }

    /** Whether any request of a timed trial failed. */
    public boolean failed() {
        return rows.stream().anyMatch(row -> !row.failures().isEmpty());
    }

    /** What the answers must hash to: all of them, and the first ones that a scaled variant makes. */
    record Expected(@Nullable String hash, @Nullable String prefixHash) {

        /** Our own server answers a dot. */
        static Expected ofBundled(CompareOptions options) {
            AnswersHash hash = new AnswersHash();
            String prefixHash = hash.toString();
            for (int i = 0; i < options.n(); i++) {
                hash.add(Workload.Add.nameOf(i), 200, ANSWER);
                if (i < CompareOptions.SERIAL_REQUESTS) {
                    prefixHash = hash.toString();
                }
            }
            return new Expected(hash.toString(), prefixHash);
        }

        /** Of a server that is not ours, the first variant that made all requests without a failure sets the mark. */
        static Expected firstOf(CompareOptions options, Map<VariantName, List<Trial>> trials) {
            for (VariantName variant : options.variants()) {
                for (Trial trial : trials.getOrDefault(variant, List.of())) {
                    if (!options.scaled(variant) && trial.outcome().failures().isEmpty()) {
                        return new Expected(
                                trial.outcome().hash(), trial.outcome().prefixHash());
                    }
                }
            }
            return new Expected(null, null);
        }

        /** Whether a trial did the whole work, no more, and got the answers that all should get. */
        boolean metBy(Trial trial, int n, boolean scaled) {
            Outcome outcome = trial.outcome();
            return outcome.requests() == n
                    && outcome.failures().isEmpty()
                    && !Objects.equals(trial.eachOnce(), false)
                    && (scaled
                            ? prefixHash == null || outcome.hash().equals(prefixHash)
                            : hash == null || outcome.hash().equals(hash));
        }
    }

    /** The bounds that were set for 5,000 URLs of 100 ms, 100 at once; with other parameters none are claimed. */
    private static List<Claim> claims(CompareOptions options, List<CompareRow> rows) {
        boolean parameters = options.bundled()
                && options.n() == 5_000
                && options.cap() == 100
                && options.delay().millis() == 100;
        if (!parameters) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>();
        for (CompareRow row : rows) {
            String name = row.variant().toString();
            if (row.variant() != VariantName.SERIAL && row.efficiency() != null) {
                double bound = row.variant() == VariantName.ASYNC ? 0.98 : 0.97;
                claims.add(Claim.atLeast(name + ".efficiency", name + " efficiency", row.efficiency(), bound));
            }
            if (row.maxInFlight() != null) {
                claims.add(Claim.exactly(
                        name + ".max_in_flight",
                        name + " highest in flight",
                        row.maxInFlight(),
                        options.capOf(row.variant())));
            }
            claims.add(Claim.exactly(name + ".failures", name + " failures", (double) row.failed(), 0));
            claims.add(Claim.exactly(name + ".equal_work", name + " equal work", row.equalWork() ? 1 : 0, 1));
        }
        return claims;
    }
}
