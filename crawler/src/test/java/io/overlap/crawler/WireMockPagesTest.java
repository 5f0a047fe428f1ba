package io.overlap.crawler;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.Options.ChunkedEncodingPolicy;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a server that no one here wrote. */
class WireMockPagesTest {
    private static final int LIMIT = 2 << 20;
    private static final WireMockServer SERVER =
            new WireMockServer(options().dynamicPort().http2PlainDisabled(true).gzipDisabled(true));
    private static final WireMockServer CHUNKING = new WireMockServer(
            options().dynamicPort().http2PlainDisabled(true).useChunkedTransferEncoding(ChunkedEncodingPolicy.ALWAYS));

    private final HttpFetcher fetcher =
            new HttpFetcher(FetchPolicy.DEFAULT.withMaxBodyBytes(LIMIT).withUserAgent("tester/1.0"));

    @BeforeAll
    static void startServers() {
        SERVER.start();
        CHUNKING.start();
    }

    @AfterAll
    static void stopServers() {
        SERVER.stop();
        CHUNKING.stop();
    }

    @AfterEach
    void closeFetcher() {
        fetcher.close();
        SERVER.resetAll();
        CHUNKING.resetAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_191, 8_192, 65_537, 1 << 20})
    void bodyOfKnownLengthArrivesByteForByte(int length) throws Exception {
        byte[] body = randomBytes(length);
        stub(SERVER, aResponse().withBody(body).withHeader("Content-Length", "" + length));
        Page page = Await.page(fetch(SERVER, "/"));
        assertEquals("" + length, page.headers().first("Content-Length"));
        assertArrayEquals(body, page.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_191, 8_192, 65_537, 1 << 20})
    void bodyInChunksArrivesByteForByte(int length) throws Exception {
        byte[] body = randomBytes(length);
        stub(CHUNKING, aResponse().withBody(body));
        Page page = Await.page(fetch(CHUNKING, "/"));
        assertNull(page.headers().first("Content-Length"));
        assertEquals("chunked", page.headers().first("Transfer-Encoding"));
        assertArrayEquals(body, page.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 205, 300, 304, 400, 401, 404, 407, 410, 429, 500, 503})
    void everyOtherStatusIsAPage(int status) throws Exception {
        stub(SERVER, aResponse().withStatus(status));
        Page page = Await.page(fetch(SERVER, "/"));
        assertEquals(status, page.status());
        assertEquals(0, page.body().length);
        assertEquals(1, asked(SERVER).size());
    }

    @Test
    void errorPageKeepsItsBody() throws Exception {
        stub(SERVER, aResponse().withStatus(503).withBody("busy"));
        assertEquals("busy", text(Await.page(fetch(SERVER, "/"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsAResultAndNotFollowed(int status) throws Exception {
        stub(SERVER, aResponse().withStatus(status).withHeader("Location", "../next?a=1"));
        Redirect redirect = Await.redirect(fetch(SERVER, "/here"));
        assertEquals(status, redirect.status());
        assertEquals("../next?a=1", redirect.location());
        assertEquals("../next?a=1", redirect.headers().first("location"));
        assertEquals(SERVER.url("/here"), redirect.request().url());
        assertEquals(
                List.of("/here"),
                asked(SERVER).stream().map(LoggedRequest::getUrl).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectToNowhereIsAPage(int status) throws Exception {
        stub(SERVER, aResponse().withStatus(status).withBody("where?"));
        assertEquals("where?", text(Await.page(fetch(SERVER, "/"))));
    }

    @Test
    void otherStatusWithALocationIsAPage() throws Exception {
        stub(SERVER, aResponse().withStatus(201).withHeader("Location", "/new"));
        assertEquals("/new", Await.page(fetch(SERVER, "/")).headers().first("Location"));
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void bodyMayBeAsLongAsTheLimit(Framing framing) throws Exception {
        byte[] body = randomBytes(LIMIT);
        stub(framing.server(), framing.response(body));
        assertArrayEquals(body, Await.page(fetch(framing.server(), "/")).body());
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void bodyOneByteLongerIsTooLarge(Framing framing) throws Exception {
        stub(framing.server(), framing.response(randomBytes(LIMIT + 1)));
        FetchFailure failure = Await.failure(FetchFailure.Kind.TOO_LARGE, fetch(framing.server(), "/"));
        assertEquals("body longer than " + LIMIT + " bytes", failure.detail());
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void limitOfNothingLetsOnlyEmptyBodiesThrough(Framing framing) throws Exception {
        try (HttpFetcher strict = new HttpFetcher(FetchPolicy.DEFAULT.withMaxBodyBytes(0))) {
            stub(framing.server(), framing.response(new byte[0]));
            Await.page(strict.fetch(FetchRequest.of(framing.server().url("/"))));
            stub(framing.server(), framing.response(new byte[1]));
            Await.failure(
                    FetchFailure.Kind.TOO_LARGE,
                    strict.fetch(FetchRequest.of(framing.server().url("/"))));
        }
    }

    enum Framing {
        LENGTH,
        CHUNKS;

        WireMockServer server() {
            return this == LENGTH ? SERVER : CHUNKING;
        }

        ResponseDefinitionBuilder response(byte[] body) {
            ResponseDefinitionBuilder response = aResponse().withBody(body);
            return this == LENGTH ? response.withHeader("Content-Length", "" + body.length) : response;
        }
    }

    @Test
    void headersAndUserAgentAreSent() throws Exception {
        stub(SERVER, aResponse());
        Map<String, String> headers = Map.of("Overlap-Trial", "async-1", "Accept", "text/html");
        Await.page(fetcher.fetch(new FetchRequest(SERVER.url("/"), headers)));
        LoggedRequest sent = asked(SERVER).get(0);
        assertEquals("tester/1.0", sent.getHeader("User-Agent"));
        assertEquals("async-1", sent.getHeader("Overlap-Trial"));
        assertEquals("text/html", sent.getHeader("Accept"));
        assertEquals("localhost:" + SERVER.port(), sent.getHeader("Host"));
        assertEquals("GET", sent.getMethod().getName());
        assertEquals("", sent.getBodyAsString());
    }

    @Test
    void requestMayNameAnotherUserAgent() throws Exception {
        stub(SERVER, aResponse());
        Await.page(fetcher.fetch(new FetchRequest(SERVER.url("/"), Map.of("user-agent", "other"))));
        assertEquals(
                List.of("other"),
                asked(SERVER).get(0).getHeaders().getHeader("User-Agent").values());
    }

    @Test
    void headersAreReadWithoutCaseAndRepeatedOnesInOrder() throws Exception {
        stub(SERVER, aResponse().withHeader("X-Many", "one", "two", "three").withHeader("ETag", "\"e\""));
        Headers headers = Await.page(fetch(SERVER, "/")).headers();
        assertEquals("\"e\"", headers.first("etag"));
        assertEquals("one", headers.first("x-MANY"));
        assertEquals(List.of("one", "two", "three"), headers.all("x-many"));
        assertNull(headers.first("absent"));
        assertEquals(List.of(), headers.all("absent"));
        assertTrue(headers.toString().contains("ETag=\"e\""), headers::toString);
    }

    @Test
    void headersAreAllThereInOrderAndCannotBeChanged() throws Exception {
        stub(SERVER, aResponse().withHeader("B", "1", "3").withHeader("A", "2"));
        Headers headers = Await.page(fetch(SERVER, "/")).headers();
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, String> field : headers) {
            fields.add(field.getKey() + "=" + field.getValue());
            assertThrows(UnsupportedOperationException.class, () -> field.setValue("changed"));
        }
        fields.removeIf(field -> !field.startsWith("A=") && !field.startsWith("B="));
        assertEquals(List.of("B=1", "B=3", "A=2"), fields);
        assertEquals("2", headers.first("A"));
        assertThrows(UnsupportedOperationException.class, () -> headers.all("A").add("more"));
    }

    @Test
    void compressedBodyIsLeftAsSent() throws Exception {
        byte[] zipped = gzip("Compression is the reader's business. ".repeat(99));
        stub(SERVER, aResponse().withBody(zipped).withHeader("Content-Encoding", "gzip"));
        Page page = Await.page(fetcher.fetch(new FetchRequest(SERVER.url("/"), Map.of("Accept-Encoding", "gzip"))));
        assertEquals("gzip", page.headers().first("Content-Encoding"));
        assertArrayEquals(zipped, page.body());
    }

    @Test
    void compressionIsNotAskedForUnlessTheRequestDoes() throws Exception {
        stub(SERVER, aResponse());
        Await.page(fetch(SERVER, "/"));
        assertNull(asked(SERVER).get(0).getHeader("Accept-Encoding"));
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        stub(SERVER, aResponse().withHeader("Set-Cookie", "a=b"));
        Await.page(fetch(SERVER, "/"));
        Await.page(fetch(SERVER, "/"));
        assertNull(asked(SERVER).get(1).getHeader("Cookie"));
    }

    private Call fetch(WireMockServer server, String path) {
        return fetcher.fetch(FetchRequest.of(server.url(path)));
    }

    private static void stub(WireMockServer server, ResponseDefinitionBuilder response) {
        server.stubFor(any(anyUrl()).willReturn(response));
    }

    private static List<LoggedRequest> asked(WireMockServer server) {
        return server.getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .toList();
    }

    private static String text(Page page) {
        return new String(page.body(), US_ASCII);
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(US_ASCII));
        }
        return zipped.toByteArray();
    }
}
