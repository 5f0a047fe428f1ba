package io.overlap.crawler;

import java.util.Map;

/**
 * A GET to be made.
 *
 * @param url absolute, http or https, already encoded and without dot segments; it is sent as it stands
 * @param headers added to the request; share one map between requests where they are the same
 */
public record FetchRequest(String url, Map<String, String> headers) {
    public FetchRequest {
        headers = Map.copyOf(headers);
    }

    public static FetchRequest of(String url) {
        return new FetchRequest(url, Map.of());
    }
}
