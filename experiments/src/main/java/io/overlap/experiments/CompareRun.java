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
        CompareOptions options, Machine machine, List<CompareRow> rows, List<Claim> claims, boolean stopped)
        implements ExperimentRun {

    private static final byte[] ANSWER = {'.'};

    static CompareRun of(
            CompareOptions options, Machine machine, Map<VariantName, List<Trial>> trials, boolean stopped) {
        Expected expected = options.bundled() ? Expected.ofBundled(options) : Expected.firstOf(options, trials);
        List<CompareRow> rows = new ArrayList<>();
        for (VariantName variant : options.variants()) {
            List<Trial> own = trials.getOrDefault(variant, List.of());
            if (!own.isEmpty()) {
                rows.add(CompareRow.of(options, variant, own, expected, serialSeconds(options, variant, trials)));
            }
        }
        return new CompareRun(options, machine, rows, CompareClaims.of(options, rows), stopped);
    }

    /** The median of serial on the same client, or else on the other; null if there is none. */
    private static @Nullable Double serialSeconds(
            CompareOptions options, VariantName variant, Map<VariantName, List<Trial>> trials) {
        boolean jdk = variant.client() == ClientName.JDK;
        List<VariantName> order = jdk
                ? List.of(VariantName.SERIAL_JDK, VariantName.SERIAL)
                : List.of(VariantName.SERIAL, VariantName.SERIAL_JDK);
        for (VariantName serial : order) {
            List<Trial> own = trials.getOrDefault(serial, List.of());
            if (!own.isEmpty()) {
                return CompareRow.seconds(options, serial, own).median();
            }
        }
        return null;
    }

    /** Whether any request of a timed trial failed. */
    @Override
    public boolean failed() {
        return rows.stream().anyMatch(row -> !row.failures().isEmpty());
    }

    @Override
    public String table() {
        return CompareTable.write(this);
    }

    @Override
    public String json() {
        return CompareJson.write(this);
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
}
