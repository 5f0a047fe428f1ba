package io.overlap.experiments;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trial as its client saw it.
 *
 * @param trial its id, as sent in {@code Overlap-Trial}
 * @param seconds from before the first request to after the last result
 * @param cpuSeconds of the client's process in that time; null if it was too little for the clock
 * @param requests results handed over, answers and failures
 * @param failures kind to count
 * @param bytes of bodies
 * @param hash of all answers
 * @param prefixHash of the answers to the first requests
 * @param peakHeapBytes the largest heap seen in use after a collection
 * @param peakRssBytes the largest resident memory of the client's process so far; null where the system does not say
 */
record Outcome(
        String trial,
        double seconds,
        @Nullable Double cpuSeconds,
        long requests,
        Map<String, Long> failures,
        long bytes,
        String hash,
        String prefixHash,
        long peakHeapBytes,
        @Nullable Long peakRssBytes) {

    long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
