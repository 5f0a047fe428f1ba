package io.overlap.experiments.saving;

import io.overlap.experiments.database.DatabaseUrl;
import java.time.Duration;
import java.util.List;

/**
 * Which primes, and how often.
 *
 * @param powers the numbers tested are those below two to each of these
 * @param delay of the server's answer to a save
 * @param reps trials of each; of serial at most two
 * @param warmup trials before those that count
 * @param balanced primes to find where finding takes as long as saving: enough that the last save, which nothing overlaps, is little
 * @param into the databases beside the server
 */
public record PrimesOptions(
        List<Integer> powers, Duration delay, int reps, int warmup, int balanced, List<DatabaseUrl> into) {
    static final int LARGEST_POWER = 20;

    private static final List<DatabaseUrl> NO_SET_UP =
            List.of(DatabaseUrl.EMBEDDED, DatabaseUrl.TEMPORARY_SQLITE).stream()
                    .distinct()
                    .toList();

    public static final PrimesOptions DEFAULT =
            new PrimesOptions(List.of(7, 8, 9, 10, 11, 12, 13, 14), Duration.ofMillis(50), 10, 6, 6_000, NO_SET_UP);

    /** The same in miniature: under a minute. */
    public static final PrimesOptions QUICK =
            new PrimesOptions(List.of(7, 8, 9, 10), Duration.ofMillis(50), 2, 2, 1_000, NO_SET_UP);

    public PrimesOptions {
        powers = powers.stream().distinct().sorted().toList();
        into = into.stream().distinct().toList();
        if (powers.isEmpty() || powers.getFirst() < 2 || powers.getLast() > LARGEST_POWER) {
            throw new IllegalArgumentException("powers not within 2 and " + LARGEST_POWER + ": " + powers);
        }
        if (delay.toMillis() < 1) {
            throw new IllegalArgumentException("delay < 1 ms: " + delay);
        }
        if (reps < 1) {
            throw new IllegalArgumentException("reps < 1: " + reps);
        }
        if (balanced < 1) {
            throw new IllegalArgumentException("balanced primes < 1: " + balanced);
        }
        if (warmup < 0) {
            throw new IllegalArgumentException("warmup < 0: " + warmup);
        }
    }

    public PrimesOptions withReps(int value) {
        return new PrimesOptions(powers, delay, value, warmup, balanced, into);
    }

    public PrimesOptions withInto(DatabaseUrl value) {
        return new PrimesOptions(powers, delay, reps, warmup, balanced, List.of(value));
    }

    /** Whether the bounds of the claims were set for these. */
    boolean claimed() {
        return delay.equals(DEFAULT.delay)
                && powers.equals(DEFAULT.powers)
                && balanced == DEFAULT.balanced
                && reps >= 3;
    }
}
