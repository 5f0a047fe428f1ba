package io.overlap.experiments;

import java.util.List;

/**
 * How the delay server's capacity is to be measured.
 *
 * @param servers of its limit, each number once
 * @param rounds of the closed loop: requests of each client, of which the first two are not counted
 * @param serviceMillis of each request of the closed loop
 * @param openMillis how long requests arrive in the open loop
 * @param seed of the moments at which they arrive, and of how long each is served
 */
public record CapacityOptions(List<Integer> servers, int rounds, int serviceMillis, int openMillis, long seed) {
    public static final CapacityOptions DEFAULT = new CapacityOptions(List.of(1, 8, 64), 20, 100, 30_000, 42);

    /** The same in miniature: under 20 s. */
    public static final CapacityOptions QUICK = new CapacityOptions(List.of(1, 8, 64), 6, 50, 2_500, 42);

    /** Rounds until the closed loop has forgotten how it began. */
    static final int WARM_ROUNDS = 2;

    private static final int MAX_SERVERS = 256;

    public CapacityOptions {
        servers = servers.stream().distinct().toList();
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no servers");
        }
        for (int count : servers) {
            if (count < 1 || count > MAX_SERVERS) {
                throw new IllegalArgumentException("servers not within 1 and " + MAX_SERVERS + ": " + count);
            }
        }
        if (rounds <= WARM_ROUNDS) {
            throw new IllegalArgumentException("rounds <= " + WARM_ROUNDS + ": " + rounds);
        }
        if (serviceMillis < 1 || openMillis < 1) {
            throw new IllegalArgumentException("milliseconds < 1: " + Math.min(serviceMillis, openMillis));
        }
    }

    public CapacityOptions withServers(List<Integer> value) {
        return new CapacityOptions(value, rounds, serviceMillis, openMillis, seed);
    }

    public CapacityOptions withSeed(long value) {
        return new CapacityOptions(servers, rounds, serviceMillis, openMillis, value);
    }
}
