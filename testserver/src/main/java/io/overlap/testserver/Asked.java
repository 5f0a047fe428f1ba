package io.overlap.testserver;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often each URL was asked, in each trial. Of too many the one asked longest ago is forgotten. Owned by the event loop. */
final class Asked {
    static final int MAX_URLS = 50_000;
    private static final long SEED = 0x5eed;

    private final Map<Long, Integer> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MAX_URLS;
        }
    };

    /** Returns how often, this time included; what is beyond an int counts no further. URLs are told apart by 64 bits of hash. */
    int count(String trial, String url) {
        return counts.merge(Hash.of(Hash.of(SEED, trial, 0), url, 0), 1, (times, one) -> Math.max(times, times + one));
    }

    void reset() {
        counts.clear();
    }
}
