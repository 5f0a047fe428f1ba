package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FetchPolicyTest {
    private static final FetchPolicy POLICY = FetchPolicy.DEFAULT;

    @Test
    void errorsNameTheConditionAndTheValue() {
        assertRefused("cap < 1: 0", () -> POLICY.withCap(0));
        assertRefused("maxWaiting < 0: -1", () -> POLICY.withMaxWaiting(-1));
        assertRefused("maxWait not within 0 and 24h: PT0S", () -> POLICY.withMaxWait(Duration.ZERO));
        assertRefused("maxWait not within 0 and 24h: PT-1S", () -> POLICY.withMaxWait(Duration.ofSeconds(-1)));
        assertRefused("deadline not within 0 and 24h: PT0S", () -> POLICY.withDeadline(Duration.ZERO));
        assertRefused("deadline not within 0 and 24h: PT24H1S", () -> POLICY.withDeadline(Duration.ofSeconds(86_401)));
        assertRefused("maxBodyBytes < 0: -1", () -> POLICY.withMaxBodyBytes(-1));
        assertRefused("userAgent is blank", () -> POLICY.withUserAgent(" "));
    }

    @Test
    void waitThatNoClockCanCountIsRefused() {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        assertRefused("maxWait not within 0 and 24h: " + forEver, () -> POLICY.withMaxWait(forEver));
    }

    @Test
    void eachWithChangesItsOwnBound() {
        FetchPolicy policy = POLICY.withCap(1)
                .withMaxWaiting(2)
                .withMaxWait(Duration.ofSeconds(3))
                .withDeadline(Duration.ofSeconds(4))
                .withMaxBodyBytes(5)
                .withAddresses(POLICY.addresses())
                .withUserAgent("six");
        assertEquals(
                new FetchPolicy(1, 2, Duration.ofSeconds(3), Duration.ofSeconds(4), 5, POLICY.addresses(), "six"),
                policy);
    }

    @Test
    void requestKeepsItsHeadersWhateverBecomesOfTheMap() {
        Map<String, String> headers = new HashMap<>(Map.of("A", "1"));
        FetchRequest request = new FetchRequest("http://x/", headers);
        headers.put("B", "2");
        assertEquals(Map.of("A", "1"), request.headers());
        assertEquals(Map.of(), FetchRequest.of("http://x/").headers());
    }

    @Test
    void variantsRefuseACapThatLetsNothingThrough() {
        assertRefused("cap < 1: 0", () -> Variant.async(0));
        assertRefused("cap < 1: -1", () -> Variant.blocking(Runnable::run, -1));
    }

    private static void assertRefused(String message, Executable attempt) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, attempt).getMessage());
    }
}
