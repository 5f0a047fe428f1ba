package io.overlap.experiments;

import io.overlap.testserver.Delay;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comparisons small enough for a test, and parts of them made by hand. */
public final class Small {
    static final int N = 60;
    static final int CAP = 10;
    static final List<VariantName> ALL = List.of(VariantName.values());

    private Small() {}

    /** Sixty requests, ten at once, two trials and one before them. */
    static CompareOptions bundled(int delayMillis, List<VariantName> variants) {
        return new CompareOptions(variants, N, delay(delayMillis), CAP, 2, 1, false, null, null);
    }

    /** The same against a server that runs already; no trial before them. */
    static CompareOptions against(String url, int delayMillis, List<VariantName> variants) {
        return new CompareOptions(variants, N, delay(delayMillis), CAP, 2, 0, false, URI.create(url), null);
    }

    static CompareOptions file(Path urls, List<VariantName> variants) {
        int n = UrlFile.count(urls, null);
        return new CompareOptions(variants, n, delay(100), CAP, 2, 0, false, null, urls);
    }

    static Delay delay(int millis) {
        return Delay.of(Duration.ofMillis(millis));
    }

    static Outcome outcome(double seconds, long requests, Map<String, Long> failures, String hash) {
        return new Outcome("async-1", seconds, 0.5, requests, failures, requests, hash, hash, 1_000_000, 50_000_000L);
    }

    public static Machine machine(@Nullable Boolean disturbed) {
        return new Machine(
                "a CPU",
                2,
                4L << 30,
                "an OS",
                "a kernel",
                "a JVM",
                List.of("-Xmx1g"),
                "a GC",
                "epoll",
                null,
                null,
                "2026-01-01T00:00:00Z",
                0.1,
                0.2,
                null,
                disturbed);
    }
}
