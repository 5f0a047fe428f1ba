package io.overlap.experiments;

import java.util.List;

/**
 * How the server's lateness is to be measured.
 *
 * @param connections how many at once, each number once
 * @param reps trials of each
 * @param warmup requests before the first trial
 */
public record LatenessOptions(List<Integer> connections, int reps, int warmup) {
    public static final LatenessOptions DEFAULT =
            new LatenessOptions(List.of(100, 1_000, 5_000, 10_000, 15_000), 5, 300_000);

    /** The same in miniature: some seconds. */
    public static final LatenessOptions QUICK = new LatenessOptions(List.of(100, 1_000), 1, 300_000);

    private static final int MAX_CONNECTIONS = 25_000; // one address has some 28,000 ports to connect from

    public LatenessOptions {
        connections = connections.stream().distinct().toList();
        if (connections.isEmpty()) {
            throw new IllegalArgumentException("no connections");
        }
        for (int count : connections) {
            if (count < 1 || count > MAX_CONNECTIONS) {
                throw new IllegalArgumentException("connections not within 1 and " + MAX_CONNECTIONS + ": " + count);
            }
        }
        if (reps < 1) {
            throw new IllegalArgumentException("reps < 1: " + reps);
        }
        if (warmup < 0) {
            throw new IllegalArgumentException("warmup < 0: " + warmup);
        }
    }

    /** Reads a comma-separated list of connections. */
    public static List<Integer> parse(String list) {
        try {
            return List.of(list.split(",", -1)).stream()
                    .map(word -> Integer.valueOf(word.strip()))
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a list of numbers: \"" + list + "\" (separate them by commas)", e);
        }
    }
}
