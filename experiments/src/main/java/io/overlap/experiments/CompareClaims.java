package io.overlap.experiments;

import java.util.ArrayList;
import java.util.List;

/** The bounds that comparisons are held to, each with the parameters it was set for; with others nothing is claimed. */
final class CompareClaims {
    private static final int CAP = 100;

    private final CompareOptions options;
    private final List<Claim> claims = new ArrayList<>();

    private CompareClaims(CompareOptions options) {
        this.options = options;
    }

    static List<Claim> of(CompareOptions options, List<CompareRow> rows) {
        CompareClaims all = new CompareClaims(options);
        if (options.bundled() && options.cap() == CAP) {
            rows.forEach(all::claim);
        }
        return all.claims;
    }

    private void claim(CompareRow row) {
        VariantName variant = row.variant();
        boolean waits = options.delay().millis() == 100;
        if (waits && options.n() == 5_000) {
            switch (variant) {
                case ASYNC, CALLBACK -> efficiency(row, 0.98);
                case THREADS, VIRTUAL -> efficiency(row, 0.97);
                default -> {}
            }
            counts(row);
        } else if (waits && options.n() == 500 && options.warmup() >= 20) {
            switch (variant) {
                case ASYNC -> efficiency(row, 0.95);
                case NETTY -> efficiency(row, 0.97);
                default -> {}
            }
            counts(row);
        } else if (options.delay().nanos() == 0 && options.n() >= 100_000 && variant == VariantName.NETTY) {
            if (row.equalWork()) {
                double rate = options.n() / row.seconds().median();
                claims.add(Claim.atLeast("netty.requests_per_second", "netty requests/s", rate, 100_000));
            }
            counts(row);
        }
    }

    private void efficiency(CompareRow row, double bound) {
        if (row.efficiency() != null) {
            String name = row.variant().toString();
            claims.add(Claim.atLeast(
                    name + ".efficiency", row.variant().label() + " efficiency", row.efficiency(), bound));
        }
    }

    private void counts(CompareRow row) {
        String id = row.variant().toString();
        String name = row.variant().label();
        if (row.maxInFlight() != null && options.delay().nanos() > 0) {
            claims.add(Claim.exactly(
                    id + ".max_in_flight",
                    name + " highest in flight",
                    row.maxInFlight(),
                    options.capOf(row.variant())));
        }
        claims.add(Claim.exactly(id + ".failures", name + " failures", (double) row.failed(), 0));
        claims.add(Claim.exactly(id + ".equal_work", name + " equal work", row.equalWork() ? 1 : 0, 1));
    }
}
