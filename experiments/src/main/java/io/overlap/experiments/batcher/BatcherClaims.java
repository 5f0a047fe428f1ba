package io.overlap.experiments.batcher;

import io.overlap.experiments.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The bounds that the batcher is held to. */
final class BatcherClaims {
    private static final double EFFICIENCY = 0.95;
    private static final List<Integer> DURATIONS = List.of(1, 5, 50);
    private static final double IDLE_LOAD = 0.01;
    private static final double IDLE_MICROS = 100;
    private static final double CLOSE_LATE_SECONDS = 0.2;

    private BatcherClaims() {}

    static List<Claim> of(BatcherOptions options, List<BoundRow> bounds, List<LoadRow> loads, List<ChaosRow> chaos) {
        List<Claim> claims = new ArrayList<>();
        for (BoundRow row : bounds) {
            int millis = row.durationMillis();
            if (DURATIONS.contains(millis)) {
                String figure = "share of Little's bound, writer of " + millis + " ms,";
                claims.add(Claim.atLeast(
                        "bound." + millis + "ms.efficiency",
                        figure,
                        row.efficiency().median(),
                        EFFICIENCY));
            }
        }
        for (LoadRow row : loads) {
            if (row.load() == IDLE_LOAD && row.lingerMillis() == 0) {
                claims.add(Claim.atMost(
                        "load.1.linger.0.p50",
                        "added at 1 % load, linger 0, partialInFlight " + BoundTrial.POLICY.partialInFlight() + ", p50",
                        row.added().p50() * 1e3,
                        IDLE_MICROS,
                        "us"));
            }
        }
        if (!chaos.isEmpty()) {
            chaos(options, chaos, claims);
        }
        return claims;
    }

    private static void chaos(BatcherOptions options, List<ChaosRow> rows, List<Claim> claims) {
        String faults = String.format(Locale.ROOT, " under %d faults", rows.size());
        double most = options.closeMillis() / 1e3 + CLOSE_LATE_SECONDS;
        double lost = rows.stream().mapToLong(ChaosRow::lost).sum();
        double hung = rows.stream().mapToLong(ChaosRow::hung).sum();
        double never = rows.stream().filter(row -> row.closeSeconds() == null).count();
        double slowest = rows.stream()
                .filter(row -> row.closeSeconds() != null)
                .mapToDouble(row -> Objects.requireNonNull(row.closeSeconds()))
                .max()
                .orElse(0);
        claims.add(Claim.exactly("chaos.lost", "items lost" + faults, lost, 0));
        claims.add(Claim.exactly("chaos.hung", "futures hung" + faults, hung, 0));
        claims.add(Claim.exactly("chaos.never_closed", "closes that never returned" + faults, never, 0));
        claims.add(Claim.atMost("chaos.close", "slowest close" + faults, slowest, most, "s"));
    }
}
