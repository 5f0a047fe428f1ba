package io.overlap.testserver;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who has asked how often of late. Owned by the event loop. */
final class Rates {
    /*
     * Per client not a bucket but the moment at which it would be full again (the generic cell rate algorithm, ITU-T I.371): a
     * request moves it on by one interval, and is refused if it lies further ahead than the burst reaches.
     */
    static final int MAX_CLIENTS = 10_000;

    private final long intervalNanos;
    private final long burstNanos;
    private final Map<String, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_CLIENTS; // who has not asked for so long has a full bucket, nearly always
        }
    };

    Rates(RateLimit limit) {
        intervalNanos = limit.perNanos() / limit.requests();
        burstNanos = intervalNanos * limit.burst();
    }

    /** Returns 0 if this client may ask now, else after how many nanoseconds it may. */
    long ask(String client, long now) {
        long full = Math.max(fullAt.getOrDefault(client, now), now) + intervalNanos;
        if (full - now > burstNanos) {
            return full - now - burstNanos;
        }
        fullAt.put(client, full);
        return 0;
    }
}
