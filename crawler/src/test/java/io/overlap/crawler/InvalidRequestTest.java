package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be sent is said, not sent. */
class InvalidRequestTest {
    private final HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT);

    @AfterEach
    void closeFetcher() {
        fetcher.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a url",
                "/only/a/path",
                "ftp://127.0.0.1/",
                "ws://127.0.0.1/",
                "file:///etc/passwd",
                "http:",
                "http://",
                "https://",
                "http:///path",
                "http://:80/",
                "http://[::1/",
                "http://127.0.0.1:port/",
                "http://127.0.0.1:99999/",
                "http://127.0.0.1/a b",
                "http://a b/",
                "http://127.0.0.1/\nHost: other",
                "http://127.0.0.1/\r\nX: y",
                "http://127.0.0.1/tab\t",
                "http://127.0.0.1/\u00e9",
                "http://b\u00fccher.test/"
            })
    void urlThatCannotBeSentIsInvalid(String url) throws Exception {
        FetchFailure failure = Await.failure(FetchFailure.Kind.INVALID_REQUEST, fetcher.fetch(FetchRequest.of(url)));
        assertEquals(url, failure.request().url());
        assertEquals(0, fetcher.inFlight());
    }

    @Test
    void detailNamesTheUrl() throws Exception {
        Call call = fetcher.fetch(FetchRequest.of("ftp://x/"));
        assertEquals(
                "not an http or https URL: ftp://x/",
                Await.failure(FetchFailure.Kind.INVALID_REQUEST, call).detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "colon:", "line\nend", "\u00e9"})
    void headerNameThatCannotBeSentIsInvalid(String name) throws Exception {
        assertHeaderRefused(name, "value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nInjected: b", "a\nb", "a\0b"})
    void headerValueThatCannotBeSentIsInvalid(String value) throws Exception {
        assertHeaderRefused("Name", value);
    }

    private void assertHeaderRefused(String name, String value) throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Call call = fetcher.fetch(new FetchRequest(server.url("/"), Map.of(name, value)));
            Await.failure(FetchFailure.Kind.INVALID_REQUEST, call);
            assertEquals(0, server.accepted());
        }
    }

    @Test
    void validRequestsAreNotAffected() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Call invalid = fetcher.fetch(FetchRequest.of("http://"));
            Call valid = fetcher.fetch(FetchRequest.of(server.url("/")));
            assertTrue(Await.result(invalid) instanceof FetchFailure);
            Await.page(valid);
        }
    }
}
