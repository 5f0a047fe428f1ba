package io.overlap.experiments;

import io.overlap.testserver.Delay;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared.
 *
 * @param variants which, each once
 * @param n requests in a trial; with {@code urls} the number of URLs in the file
 * @param delay what the server is asked to wait before each answer
 * @param cap how many may be in flight at once
 * @param reps timed trials of each variant
 * @param warmup trials of each variant before the timed ones
 * @param fullSerial whether serial makes all n requests instead of the first {@value #SERIAL_REQUESTS}
 * @param url the base URL of a server that is running already; null for one of our own
 * @param urls a file of URLs to fetch instead, one in a line; null for {@code /add} of a server
 */
public record CompareOptions(
        List<VariantName> variants,
        int n,
        Delay delay,
        int cap,
        int reps,
        int warmup,
        boolean fullSerial,
        @Nullable URI url,
        @Nullable Path urls) {

    /** The book's experiment: 500 URLs, 100 ms each, at most 100 at once. */
    public static final CompareOptions DEFAULT = new CompareOptions(
            VariantName.select(null, "ahc"), 500, Delay.of(Duration.ofMillis(100)), 100, 5, 3, false, null, null);

    /** The same in miniature: a few seconds. */
    public static final CompareOptions QUICK = new CompareOptions(
            VariantName.select(null, "ahc"), 200, Delay.of(Duration.ofMillis(20)), 20, 3, 1, false, null, null);

    /** How many requests serial makes, unless told to make all: it is scaled and marked. */
    public static final int SERIAL_REQUESTS = 50;

    private static final int MIN_SERIAL_WARMUP = 10;
    private static final int MAX_SERIAL_WARMUP = 1_000;
    private static final long SERIAL_WARMUP_NANOS = 1_000_000_000;

    public CompareOptions {
        variants = List.copyOf(variants);
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("no variants");
        }
        atLeast("n", n, 1);
        atLeast("cap", cap, 1);
        atLeast("reps", reps, 1);
        atLeast("warmup", warmup, 0);
        if (url != null && urls != null) {
            throw new IllegalArgumentException("--url and --urls exclude each other: give one");
        }
        if (variants.contains(VariantName.NETTY) && !isPlain(url, urls)) {
            throw new IllegalArgumentException(
                    "netty speaks plain HTTP to one server: leave it out, or give --url http://...");
        }
    }

    /** Whether all requests go to one server without TLS, which is all that netty can do. */
    public static boolean isPlain(@Nullable URI url, @Nullable Path urls) {
        return urls == null && (url == null || "http".equals(url.getScheme()));
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " < " + least + ": " + value);
        }
    }

    /** Which clients carry the variants, as {@code --client} takes it. */
    String clients() {
        long jdk = variants.stream()
                .filter(variant -> variant.client() == ClientName.JDK)
                .count();
        return jdk == 0 ? "ahc" : jdk == variants.size() ? "jdk" : "both";
    }

    /** Whether the server is ours: only then is it known what the answers must be, and what the server saw. */
    public boolean bundled() {
        return url == null && urls == null;
    }

    /** Requests in a timed trial of a variant. */
    int requestsOf(VariantName variant) {
        return scaled(variant) ? SERIAL_REQUESTS : n;
    }

    /** Requests in a trial before the timed ones: of serial, as many as take about a second. */
    int warmupRequestsOf(VariantName variant) {
        if (!variant.isSerial()) {
            return n;
        }
        long inASecond = SERIAL_WARMUP_NANOS / Math.max(1, delay.nanos());
        return Math.min(n, Math.clamp(inASecond, MIN_SERIAL_WARMUP, MAX_SERIAL_WARMUP));
    }

    /** Whether a variant makes only some of the requests and has its time multiplied. */
    boolean scaled(VariantName variant) {
        return variant.isSerial() && !fullSerial && n > SERIAL_REQUESTS;
    }

    int capOf(VariantName variant) {
        return variant.isSerial() ? 1 : cap;
    }

    /** {@code ceil(n/cap) x delay}: no client can be faster; null where the delay is not ours to know. */
    @Nullable
    Double idealSeconds() {
        return urls != null ? null : Math.ceilDiv(n, cap) * (delay.nanos() / 1e9);
    }

    /** Time enough for any answer that will come, with a server that is much too late. */
    Duration deadline() {
        Duration ample = Duration.ofSeconds(10).plus(delay.toDuration().multipliedBy(2));
        return ample.compareTo(Delay.MAX) < 0 ? ample : Delay.MAX;
    }
}
