package io.overlap.batcher.http;

import static io.overlap.batcher.http.OneRequestTest.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.batcher.BatchResult;
import io.overlap.batcher.ItemResult;
import io.overlap.batcher.Told;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request for each item: how many at once, and what each answer means. */
@Timeout(30)
class EachRequestTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Test
    void eachItemHasARequestAndAResultOfItsOwn() throws Exception {
        try (FakeApi api = new FakeApi(request -> {
            int status = Integer.parseInt(request.target().substring(1));
            return new FakeApi.Response(status, status == 503 ? Map.of("Retry-After", "3") : Map.of(), "");
        })) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT,
                            item -> HttpRequest.newBuilder(api.uri("/" + item)).PUT(body(item)),
                            2)
                    .header("X-From", "test")
                    .build();
            assertEquals(
                    "SAVED; REJECT (PUT /404: 404); REJECT (PUT /413: 413); RETRY (PUT /429: 429); UNKNOWN (PUT /500: 500);"
                            + " RETRY in 3 s (PUT /503: 503)",
                    told(writer, GivenBatch.of("200", "404", "413", "429", "500", "503")));
            assertEquals(
                    List.of("200", "404", "413", "429", "500", "503"),
                    api.bodies().stream().sorted().toList());
            assertEquals("test", api.requests.get(0).header("X-from"));
        }
    }

    @Test
    void answerIsReadForEach() throws Exception {
        try (FakeApi api = new FakeApi(request -> new FakeApi.Response(200, Map.of(), "<" + request.body() + ">"))) {
            HttpBatchWriter<String, String> writer = HttpBatchWriter.<String>each(
                            CLIENT, item -> HttpRequest.newBuilder(api.uri("/")).POST(body(item)), 2)
                    .answers((answer, items) -> {
                        if (items.get(0).equals("b")) {
                            throw new IllegalStateException("unreadable");
                        }
                        return List.of(ItemResult.saved(items.get(0) + answer.body()));
                    })
                    .build();
            assertEquals("SAVED=a<a>; UNKNOWN (unreadable); SAVED=c<c>", told(writer, GivenBatch.of("a", "b", "c")));
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the mistake
    void answerThatIsReadAsNothingIsUnknownAndTheBatchEnds() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT, item -> HttpRequest.newBuilder(api.uri("/" + item)), 2)
                    .<Void>answers((answer, items) -> Collections.singletonList(null))
                    .build();
            assertEquals(
                    "UNKNOWN (a result is null); UNKNOWN (a result is null)", told(writer, GivenBatch.of("a", "b")));
        }
    }

    @Test
    void itemWithoutARequestIsRejectedAndTheOthersAreSent() throws Exception {
        try (FakeApi api = new FakeApi(request -> FakeApi.Response.of(200))) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT, item -> HttpRequest.newBuilder(api.uri("/")).uri(URI.create(item)), 1)
                    .build();
            assertEquals(
                    "SAVED; REJECT (invalid URI scheme ftp); SAVED",
                    told(
                            writer,
                            GivenBatch.of(
                                    api.uri("/").toString(),
                                    "ftp://x/",
                                    api.uri("/").toString())));
        }
    }

    @Test
    void capHoldsOverAllBatchesAndIsUsed() throws Exception {
        Semaphore go = new Semaphore(0);
        try (FakeApi api = new FakeApi(request -> {
            go.acquire();
            return FakeApi.Response.of(200);
        })) {
            HttpBatchWriter<String, Void> writer = plain(api, 5);
            List<CompletableFuture<BatchResult<Void>>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(writer.write(GivenBatch.of("a", "b", "c")).toCompletableFuture());
            }
            until(() -> api.inFlight.get() == 5);
            go.release(12);
            for (CompletableFuture<BatchResult<Void>> result : results) {
                assertEquals("SAVED; SAVED; SAVED", Told.of(result.get(20, TimeUnit.SECONDS)));
            }
            assertEquals(5, api.mostInFlight.get());
            assertEquals(12, api.requests.size());
        }
    }

    @Test
    void whatFoundNoPlaceInTimeWasNotSentAndIsSaidSo() throws Exception {
        try (BrokenServer server = BrokenServer.thatHangs()) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT, item -> HttpRequest.newBuilder(server.uri()), 2)
                    .build();
            String told = told(writer, GivenBatch.within(400, "a", "b", "c", "d"));
            String[] items = told.split("; ", -1);
            assertTrue(items[0].startsWith("UNKNOWN (") && items[1].startsWith("UNKNOWN ("), told);
            assertEquals("RETRY (not sent: no place among the requests in time)", items[2]);
            assertEquals("RETRY (not sent: no place among the requests in time)", items[3]);
            assertEquals(2, server.accepted.get());
        }
    }

    @Test
    void cancelFreesThePlacesForTheNextBatch() throws Exception {
        Semaphore go = new Semaphore(0);
        try (FakeApi api = new FakeApi(request -> {
            if (request.target().equals("/slow")) {
                go.acquire();
            }
            return FakeApi.Response.of(200);
        })) {
            HttpBatchWriter<String, Void> writer = plain(api, 2);
            GivenBatch slow = GivenBatch.within(3_600_000, "slow", "slow", "slow");
            CompletableFuture<BatchResult<Void>> first = writer.write(slow).toCompletableFuture();
            until(() -> api.inFlight.get() == 2);
            CompletableFuture<BatchResult<Void>> next =
                    writer.write(GivenBatch.of("fast")).toCompletableFuture();
            slow.cancel();
            assertEquals(
                    "UNKNOWN (no answer within the attempt: GET /slow); UNKNOWN (no answer within the attempt: GET /slow);"
                            + " RETRY (not sent: no place among the requests in time)",
                    Told.of(first.get(20, TimeUnit.SECONDS)));
            assertEquals("SAVED", Told.of(next.get(20, TimeUnit.SECONDS)));
            go.release(2);
        }
    }

    @Test
    void serverThatCannotBeReachedIsAnOutageForTheBatch() throws Exception {
        URI nobody;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + gone.getLocalPort() + "/");
        }
        HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                        CLIENT, item -> HttpRequest.newBuilder(nobody), 2)
                .build();
        assertEquals(
                "RETRY (no connection to " + nobody.getAuthority() + ")", told(writer, GivenBatch.of("a", "b", "c")));
    }

    @Test
    void thousandsThatFailAtOnceDoNotGrowTheStack() throws Exception {
        HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                        CLIENT,
                        item -> {
                            throw new IllegalStateException("no");
                        },
                        1)
                .build();
        String[] items = IntStream.range(0, 100_000).mapToObj(String::valueOf).toArray(String[]::new);
        assertTrue(told(writer, GivenBatch.of(items)).startsWith("REJECT (no); REJECT (no)"));
    }

    @Test
    void itemsOwnTimeoutIsKept() throws Exception {
        try (BrokenServer server = BrokenServer.thatHangs()) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT, item -> HttpRequest.newBuilder(server.uri()).timeout(Duration.ofMillis(100)), 2)
                    .build();
            assertEquals("UNKNOWN (request timed out)", told(writer, GivenBatch.within(3_600_000, "a")));
        }
    }

    private static HttpBatchWriter<String, Void> plain(FakeApi api, int cap) {
        return HttpBatchWriter.<String>each(CLIENT, item -> HttpRequest.newBuilder(api.uri("/" + item)), cap)
                .build();
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private static <R> String told(HttpBatchWriter<String, R> writer, GivenBatch batch) throws Exception {
        return Told.of(writer.write(batch).toCompletableFuture().get(20, TimeUnit.SECONDS));
    }
}
