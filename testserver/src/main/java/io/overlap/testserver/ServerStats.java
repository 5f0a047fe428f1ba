package io.overlap.testserver;

import java.util.Map;

/**
 * What a server, or one trial of it, has done since its start or its last reset. At any moment
 * {@code requests = sum of byStatus + inFlight}; cancelled exchanges are in {@code byStatus} under
 * {@value Exchange#CANCELLED}.
 *
 * @param requests heads decoded
 * @param inFlight heads decoded whose answer's write has not begun
 * @param maxInFlight the largest {@code inFlight} seen
 * @param connections open now, in the whole server
 * @param waiting for one of the servers of the {@link Limit} in force, in the whole server; they are in {@code inFlight} too
 * @param lateness of the answers given; a connection closed instead of an answer is none
 * @param cancelled exchanges whose client was gone before the answer
 * @param tlsFailures connections that ended before their TLS handshake did, in the whole server
 * @param droppedRecords exchanges that the chronology no longer holds, in the whole server
 * @param byStatus exchanges ended, by status
 * @param faults injected, by their word
 */
public record ServerStats(
        long requests,
        int inFlight,
        int maxInFlight,
        int connections,
        int waiting,
        Lateness lateness,
        long cancelled,
        long tlsFailures,
        long droppedRecords,
        Map<Integer, Long> byStatus,
        Map<String, Long> faults) {

    /** How late answers were, in milliseconds; 3 significant digits. */
    public record Lateness(double p50, double p99, double p999, double max) {}
}
