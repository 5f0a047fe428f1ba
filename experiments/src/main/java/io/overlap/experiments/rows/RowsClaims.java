package io.overlap.experiments.rows;

import io.overlap.experiments.Claim;
import io.overlap.experiments.rows.RowsCase.How;
import io.overlap.experiments.rows.RowsCase.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bounds that saving rows is held to, and whether the machine was itself. */
final class RowsClaims {
    private static final double SHARE = 0.90;
    private static final double CEILING_SHARE = 0.70;
    private static final int BATCH_ROWS = 10_000;
    private static final int FEWEST_DEADLOCKS = 20;

    private RowsClaims() {}

    static List<Claim> of(List<RowsRow> rows, List<DeadlockRow> deadlocks) {
        List<Claim> claims = new ArrayList<>();
        for (RowsRow row : rows) {
            RowsCase how = row.how();
            Double share = how.who() == Who.OURS && how.batchRows() == BATCH_ROWS ? share(rows, row) : null;
            if (share != null && how.how() == How.COPY && how.connections() == 1) {
                String figure = "ours by COPY of 10,000, 1 connection, over the hand-written loop";
                claims.add(Claim.atLeast("rows.copy", figure, share, SHARE));
            }
            if (share != null && how.how() == How.TRANSACTION) {
                String figure = "ours into SQLite by 10,000 over the hand-written transaction";
                claims.add(Claim.atLeast("rows.sqlite", figure, share, SHARE));
            }
        }
        DeadlockRow naive = find(deadlocks, "naive");
        DeadlockRow sorted = find(deadlocks, "sorted");
        if (naive != null && sorted != null) {
            deadlocks(naive, sorted, claims);
        }
        return claims;
    }

    private static void deadlocks(DeadlockRow naive, DeadlockRow sorted, List<Claim> claims) {
        claims.add(Claim.atLeast(
                "deadlocks.naive",
                "deadlocks of a naive executor",
                (double) Math.min(naive.seen(), naive.counted()),
                FEWEST_DEADLOCKS));
        claims.add(Claim.exactly(
                "deadlocks.sorted",
                "deadlocks of ours, sorted by key,",
                (double) Math.max(sorted.seen(), sorted.counted()),
                0));
        boolean equal = naive.tableHash().equals(sorted.tableHash()) && naive.tableRows() == sorted.tableRows();
        claims.add(Claim.exactly("deadlocks.table", "tables that differ afterwards", equal ? 0 : 1, 0));
    }

    private static @Nullable DeadlockRow find(List<DeadlockRow> rows, String who) {
        return rows.stream().filter(row -> row.who().equals(who)).findFirst().orElse(null);
    }

    /** The medians of ours over those by hand; null if there is no such pair. */
    static @Nullable Double share(List<RowsRow> rows, RowsRow ours) {
        RowsCase byHand = ours.how().by(Who.HAND_WRITTEN);
        return rows.stream()
                .filter(row -> row.how().equals(byHand))
                .findFirst()
                .map(row -> ours.perSecond().median() / row.perSecond().median())
                .orElse(null);
    }

    /** Hand-written loops that were far slower than they are on this machine when it is quiet, a sentence each. */
    static List<String> slowLoops(List<RowsRow> rows) {
        List<String> slow = new ArrayList<>();
        for (RowsRow row : rows) {
            Double ceiling = isGauge(row.how()) ? row.how().ceiling() : null;
            if (ceiling != null && row.perSecond().median() < CEILING_SHARE * ceiling) {
                slow.add(String.format(
                        Locale.ROOT,
                        "hand-written %s of %,d: %,.0f rows/s, under 70 %% of the %,.0f that this machine did when quiet",
                        row.how().how(),
                        row.how().batchRows(),
                        row.perSecond().median(),
                        ceiling));
            }
        }
        return slow;
    }

    private static boolean isGauge(RowsCase how) {
        boolean size = switch (how.how()) {
            case SINGLE -> true;
            case MULTIROW -> how.batchRows() == 1_000;
            case COPY -> how.batchRows() == BATCH_ROWS;
            case TRANSACTION -> false;
        };
        return size && how.connections() == 1 && how.who() == Who.HAND_WRITTEN;
    }
}
