package io.overlap.experiments.saving;

import io.overlap.experiments.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an experiment with primes claims, with the parameters its bounds were set for. */
final class PrimesClaims {
    private static final long LIMIT = 8_192;
    private static final double OVER_IDEAL = 1.05;
    private static final double SHARE_OF_SUM = 0.9;

    private PrimesClaims() {}

    static List<Claim> of(PrimesOptions options, List<PrimesRow> rows) {
        List<Claim> claims = new ArrayList<>();
        if (!options.claimed()) {
            return claims;
        }
        PrimesRow ours = find(rows, "sizes", Variant.OURS, LIMIT);
        if (ours != null) {
            ours(ours, claims);
        }
        PrimesRow computing = find(rows, "balanced", Variant.NONE, 0);
        PrimesRow saving = find(rows, "balanced", Variant.SAVING, 0);
        PrimesRow book = find(rows, "balanced", Variant.BOOK, 0);
        PrimesRow balanced = find(rows, "balanced", Variant.OURS, 0);
        if (computing != null && saving != null && book != null && balanced != null) {
            double longer =
                    Math.max(computing.seconds().median(), saving.seconds().median());
            double sum = computing.seconds().median() + saving.seconds().median();
            claims.add(Claim.atMost(
                    "primes.balanced.ours",
                    "balanced: ours over the longer of computing and saving",
                    balanced.seconds().median() / longer,
                    OVER_IDEAL,
                    "times"));
            claims.add(Claim.atLeast(
                    "primes.balanced.book",
                    "balanced: the book's batcher over their sum",
                    book.seconds().median() / sum,
                    SHARE_OF_SUM));
        }
        long unequal = rows.stream().filter(row -> !row.equalWork()).count();
        claims.add(Claim.exactly("primes.once", "rows in which a prime is missing or doubled", (double) unequal, 0));
        return claims;
    }

    private static void ours(PrimesRow ours, List<Claim> claims) {
        double ideal = Objects.requireNonNull(ours.idealSeconds());
        claims.add(Claim.atMost(
                "primes.ours.8192",
                "primes below 8,192: ours over the ideal",
                ours.seconds().median() / ideal,
                OVER_IDEAL,
                "times"));
        claims.add(Claim.exactly(
                "primes.requests",
                "primes below 8,192: requests of each trial",
                (double) Objects.requireNonNullElse(ours.requests(), 0L),
                ours.how().items()));
        claims.add(Claim.atMost(
                "primes.in-flight",
                "primes below 8,192: requests in flight",
                Objects.requireNonNullElse(ours.maxInFlight(), 0),
                SaveServer.CAP,
                "at once"));
    }

    private static @Nullable PrimesRow find(List<PrimesRow> rows, String part, Variant variant, long limit) {
        return rows.stream()
                .filter(row -> row.how().part().equals(part)
                        && row.how().variant() == variant
                        && row.how().limit() == limit)
                .findFirst()
                .orElse(null);
    }
}
