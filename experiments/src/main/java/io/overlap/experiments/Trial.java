package io.overlap.experiments;

import io.overlap.testserver.ServerStats;
import org.jspecify.annotations.Nullable;

/**
 * One timed trial: what its client measured and what the server saw.
 *
 * @param outcome the client's side
 * @param maxInFlight as the server saw it; null if the server is not ours
 * @param lateness of the server's answers; null if the server is not ours
 * @param eachOnce whether the server's exchanges name each request exactly once; null if the server is not ours
 */
record Trial(
        Outcome outcome,
        @Nullable Integer maxInFlight,
        ServerStats.@Nullable Lateness lateness,
        @Nullable Boolean eachOnce) {}
