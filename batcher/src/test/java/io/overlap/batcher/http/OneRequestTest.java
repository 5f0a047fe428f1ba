package io.overlap.batcher.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.batcher.BatchResult;
import io.overlap.batcher.ItemResult;
import io.overlap.batcher.Told;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch in one request: what is sent, and what each answer means. */
@Timeout(30)
class OneRequestTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Test
    void linesAreOnePost() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(201))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(
                            CLIENT, api.uri("/save"), item -> item)
                    .header("Authorization", "Bearer x")
                    .build();
            assertEquals("SAVED", told(writer, GivenBatch.of("{\"id\":1}", "{\n\"id\":\r\n2}", "\"é\"")));
            assertEquals(List.of("{\"id\":1}\n{ \"id\":  2}\n\"é\"\n"), api.bodies());
            FakeApi.Request request = api.requests.get(0);
            assertEquals("POST", request.method());
            assertEquals("application/x-ndjson", request.header("Content-type"));
            assertEquals("Bearer x", request.header("Authorization"));
        }
    }

    @Test
    void arrayIsOnePost() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>jsonArray(
                            CLIENT, api.uri("/save"), item -> item)
                    .build();
            told(writer, GivenBatch.of("1", "2"));
            told(writer, GivenBatch.of("3"));
            assertEquals(List.of("[1,2]", "[3]"), api.bodies());
            assertEquals("application/json", api.requests.get(0).header("Content-type"));
        }
    }

    @Test
    void contentTypeCanBeAnother() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(CLIENT, api.uri("/"), item -> item)
                    .header("content-type", "text/plain")
                    .build();
            told(writer, GivenBatch.of("1"));
            assertEquals("text/plain", api.requests.get(0).header("Content-type"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, SAVED",
        "204, SAVED",
        "302, 'REJECT (POST /save: 302: why not); REJECT (POST /save: 302: why not)'",
        "400, 'REJECT (POST /save: 400: why not); REJECT (POST /save: 400: why not)'",
        "401, 'REJECT (POST /save: 401: why not); REJECT (POST /save: 401: why not)'",
        "408, 'RETRY (POST /save: 408: why not)'",
        "413, 'TOO_LARGE (too large for the writer)'",
        "429, 'RETRY (POST /save: 429: why not)'",
        "500, 'UNKNOWN (POST /save: 500: why not)'",
        "502, 'UNKNOWN (POST /save: 502: why not)'",
        "503, 'RETRY (POST /save: 503: why not)'",
        "504, 'UNKNOWN (POST /save: 504: why not)'",
    })
    void statusSaysWhatBecameOfTheBatch(int status, String expected) throws Exception {
        String body = status == 204 ? "" : "why\n not";
        try (FakeApi api = new FakeApi(request -> new FakeApi.Response(status, Map.of(), body))) {
            assertEquals(expected, told(plain(api.uri("/save?key=secret")), GivenBatch.of("1", "2")));
        }
    }

    /** The client asks for the login page with GET, and gets it: nothing was saved. */
    @Test
    void redirectThatDropsTheItemsIsNoSuccess() throws Exception {
        try (FakeApi api = new FakeApi(request -> request.method().equals("POST")
                ? new FakeApi.Response(302, Map.of("Location", "/login?from=secret"), "")
                : FakeApi.Response.of(200))) {
            assertEquals(
                    "REJECT (POST /save: 302: moved to /login: name that address)",
                    told(following(api.uri("/save")), GivenBatch.of("1")));
        }
    }

    @Test
    void redirectThatKeepsTheItemsIsFollowedByAClientThatDoes() throws Exception {
        try (FakeApi api = new FakeApi(request -> request.target().equals("/save")
                ? new FakeApi.Response(308, Map.of("Location", "/new"), "")
                : FakeApi.Response.of(request.body().equals("1\n") ? 200 : 500))) {
            assertEquals("SAVED", told(following(api.uri("/save")), GivenBatch.of("1")));
        }
    }

    @Test
    void seeOtherTellsElsewhereWhatBecameOfTheItems() throws Exception {
        try (FakeApi api = new FakeApi(request -> request.method().equals("POST")
                ? new FakeApi.Response(303, Map.of("Location", request.body().strip()), "")
                : FakeApi.Response.of(request.target().equals("/done") ? 200 : 404))) {
            assertEquals("UNKNOWN (POST /save: 303)", told(plain(api.uri("/save")), GivenBatch.of("/done")));
            assertEquals("SAVED", told(following(api.uri("/save")), GivenBatch.of("/done")));
            assertEquals("UNKNOWN (POST /save: 303)", told(following(api.uri("/save")), GivenBatch.of("/gone")));
        }
    }

    private static HttpBatchWriter<String, Void> following(URI uri) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        return HttpBatchWriter.<String>ndjson(client, uri, item -> item).build();
    }

    @Test
    void retryAfterIsHandedOn() throws Exception {
        for (int status : List.of(429, 503)) {
            try (FakeApi api = new FakeApi(request -> new FakeApi.Response(status, Map.of("Retry-After", "7"), ""))) {
                assertEquals("RETRY in 7 s (POST /: " + status + ")", told(plain(api.uri("/")), GivenBatch.of("1")));
            }
        }
    }

    @Test
    void singleItemThatIsTooLargeIsRejected() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(413))) {
            assertEquals("REJECT (POST /: 413)", told(plain(api.uri("/")), GivenBatch.of("1")));
        }
    }

    @Test
    void answerIsReadByTheUsersFunction() throws Exception {
        try (FakeApi api = new FakeApi(request -> new FakeApi.Response(207, Map.of(), "201 422 429 500"))) {
            HttpBatchWriter<String, String> writer = HttpBatchWriter.<String>ndjson(CLIENT, api.uri("/"), item -> item)
                    .answers((answer, items) -> {
                        List<String> statuses = List.of(answer.body().split(" ", -1));
                        return statuses.stream()
                                .map(status -> status.equals("201")
                                        ? ItemResult.saved(status + items.get(0))
                                        : HttpBatchWriter.<String>itemResult(Integer.parseInt(status), "so"))
                                .toList();
                    })
                    .build();
            assertEquals(
                    "SAVED=201a; REJECT (item answered 422: so); RETRY (item answered 429: so);"
                            + " UNKNOWN (item answered 500: so)",
                    told(writer, GivenBatch.of("a", "b", "c", "d")));
            assertEquals("UNKNOWN (4 results for 1 items)", told(writer, GivenBatch.of("a")));
        }
    }

    @Test
    void answerThatCannotBeReadIsUnknown() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(CLIENT, api.uri("/"), item -> item)
                    .<Void>answers((answer, items) -> {
                        throw new IOException("no JSON");
                    })
                    .build();
            assertEquals("UNKNOWN (no JSON)", told(writer, GivenBatch.of("a", "b")));
        }
    }

    @Test
    void itemThatCannotBeWrittenIsRejectedAndNothingIsSent() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(CLIENT, api.uri("/"), item -> {
                        if (item.equals("b")) {
                            throw new IllegalStateException("no JSON for b");
                        }
                        return item;
                    })
                    .build();
            assertEquals(
                    "RETRY (not sent: another item of the batch could not be written); REJECT (no JSON for b)",
                    told(writer, GivenBatch.of("a", "b")));
            assertEquals(List.of(), api.bodies());
        }
    }

    @Test
    void refusedConnectionHasSentNothing() throws Exception {
        URI nobody;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + gone.getLocalPort() + "/");
        }
        assertEquals(
                "RETRY (no connection to " + nobody.getAuthority() + ")", told(plain(nobody), GivenBatch.of("1", "2")));
        String unresolved = told(plain(URI.create("http://no-such-host.invalid/")), GivenBatch.of("1"));
        assertTrue(unresolved.startsWith("RETRY ("), unresolved);
    }

    @Test
    void serverThatNeverAnswersIsUnknownBeforeTheAttemptIsOver() throws Exception {
        try (BrokenServer server = BrokenServer.thatHangs()) {
            long start = System.nanoTime();
            String told = told(plain(server.uri()), GivenBatch.within(400, "1", "2"));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(told.startsWith("UNKNOWN ("), told);
            assertTrue(millis >= 300, () -> "after " + millis + " ms");
        }
    }

    @Test
    void answerThatStopsInItsMiddleIsUnknown() throws Exception {
        try (BrokenServer server = BrokenServer.thatClosesAfter("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")) {
            String told = told(plain(server.uri()), GivenBatch.of("1"));
            assertTrue(told.startsWith("UNKNOWN ("), told);
        }
        try (BrokenServer server = BrokenServer.thatClosesAfter("HTTP/1.1 20")) {
            String told = told(plain(server.uri()), GivenBatch.of("1"));
            assertTrue(told.startsWith("UNKNOWN ("), told);
        }
    }

    /** The client's own timeout ends with the head. */
    @Test
    void answerThatHangsInItsBodyIsUnknownInTime() throws Exception {
        try (BrokenServer server = BrokenServer.thatHangsAfter("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")) {
            String told = told(plain(server.uri()), GivenBatch.within(400, "1"));
            assertTrue(told.startsWith("UNKNOWN ("), told);
        }
    }

    @Test
    void cancelEndsTheExchange() throws Exception {
        try (BrokenServer server = BrokenServer.thatHangs()) {
            GivenBatch batch = GivenBatch.within(3_600_000, "1");
            CompletableFuture<BatchResult<Void>> result =
                    plain(server.uri()).write(batch).toCompletableFuture();
            until(() -> server.accepted.get() == 1);
            batch.cancel();
            assertEquals(
                    "UNKNOWN (no answer within the attempt: POST /save)", Told.of(result.get(10, TimeUnit.SECONDS)));
            until(() -> server.leftByClient.get() == 1);
        }
    }

    @Test
    void successThatIsTooLongIsUnknownAndItsConnectionIsClosed() throws Exception {
        try (BrokenServer server =
                BrokenServer.thatHangsAfter("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + "x".repeat(101))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(CLIENT, server.uri(), item -> item)
                    .maxAnswerBytes(100)
                    .build();
            assertEquals("UNKNOWN (answer longer than 100 bytes)", told(writer, GivenBatch.of("1")));
            until(() -> server.leftByClient.get() == 1);
        }
    }

    @Test
    void refusalThatIsTooLongIsCutOff() throws Exception {
        try (BrokenServer server =
                BrokenServer.thatHangsAfter("HTTP/1.1 400 No\r\nContent-Length: 9999\r\n\r\n" + "x".repeat(5_000))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(CLIENT, server.uri(), item -> item)
                    .maxAnswerBytes(1_000)
                    .build();
            assertEquals("REJECT (POST /save: 400: " + "x".repeat(200) + ")", told(writer, GivenBatch.of("1")));
            until(() -> server.leftByClient.get() == 1);
        }
    }

    @Test
    void attemptThatIsOverBeforeItBeginsSendsNothing() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            String told = told(plain(api.uri("/")), GivenBatch.within(0, "1"));
            assertEquals("RETRY (not sent: the attempt was over before it began)", told);
            assertEquals(List.of(), api.bodies());
        }
    }

    @Test
    void placeIsFreeWhenTheAnswerIsHere() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (FakeApi api = new FakeApi(request -> {
            go.await();
            return FakeApi.Response.of(200);
        })) {
            CompletableFuture<BatchResult<Void>> result =
                    plain(api.uri("/")).write(GivenBatch.of("1")).toCompletableFuture();
            until(() -> api.inFlight.get() == 1);
            assertTrue(!result.isDone());
            go.countDown();
            assertEquals("SAVED", Told.of(result.get(10, TimeUnit.SECONDS)));
        }
    }

    @Test
    void mistakesAreToldWhenItIsBuilt() {
        URI uri = URI.create("http://127.0.0.1/");
        Stream.of("ftp://127.0.0.1/", "/relative", "http:opaque")
                .forEach(wrong -> assertThrows(
                        IllegalArgumentException.class,
                        () -> HttpBatchWriter.<String>ndjson(CLIENT, URI.create(wrong), item -> item),
                        wrong));
        assertThrows(
                IllegalArgumentException.class,
                () -> HttpBatchWriter.<String>ndjson(CLIENT, uri, item -> item).header("Content-Length", "1"));
        assertThrows(
                IllegalArgumentException.class,
                () -> HttpBatchWriter.<String>ndjson(CLIENT, uri, item -> item).header("X", "a\nb"));
        assertThrows(
                IllegalArgumentException.class,
                () -> HttpBatchWriter.<String>ndjson(CLIENT, uri, item -> item).maxAnswerBytes(0));
        IllegalArgumentException noCap = assertThrows(
                IllegalArgumentException.class,
                () -> HttpBatchWriter.<String>each(CLIENT, item -> java.net.http.HttpRequest.newBuilder(uri), 0));
        assertEquals("cap < 1: 0", noCap.getMessage());
    }

    private static HttpBatchWriter<String, Void> plain(URI uri) {
        return HttpBatchWriter.<String>ndjson(CLIENT, uri, item -> item).build();
    }

    private static <R> String told(HttpBatchWriter<String, R> writer, GivenBatch batch) throws Exception {
        return Told.of(writer.write(batch).toCompletableFuture().get(20, TimeUnit.SECONDS));
    }

    static void until(java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within 20 s");
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
    }
}
