package io.overlap.batcher.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.CloseReport;
import io.overlap.batcher.ItemResult;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a batcher tells of its items, beside what the server saved of them. */
@Timeout(60)
class HttpConservationTest {
    private static final int ITEMS = 600;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Map<String, AtomicInteger> saved = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void batchThatIsTooLargeIsHalvedUntilItFits() throws Exception {
        try (FakeApi api = new FakeApi(
                request -> request.body().lines().count() > 3 ? FakeApi.Response.of(413) : save(request.body(), 200))) {
            Map<Outcome, Integer> told = run(lines(api), BatchPolicy.DEFAULT.withMaxItems(100), RetryPolicy.DEFAULT);
            assertEquals(Map.of(Outcome.SAVED, ITEMS), told);
            assertSavedOnce();
        }
    }

    @Test
    void busyServerCostsNoItemAndEachIsSavedOnce() throws Exception {
        try (FakeApi api = new FakeApi(request -> {
            int nth = asked.incrementAndGet();
            return nth % 3 == 0
                    ? new FakeApi.Response(nth % 2 == 0 ? 429 : 503, Map.of("Retry-After", "0"), "busy")
                    : save(request.body(), 200);
        })) {
            Map<Outcome, Integer> told = run(lines(api), policy(), quick(false));
            assertEquals(Map.of(Outcome.SAVED, ITEMS), told);
            assertSavedOnce();
        }
    }

    @Test
    void brokenConnectionsAreUnknownAndTheRestIsTold() throws Exception {
        try (FakeApi api = new FakeApi(this::breakNowAndThen)) {
            Map<Outcome, Integer> told = run(lines(api), policy(), quick(false));
            assertTrue(told.getOrDefault(Outcome.UNKNOWN, 0) > 0, told::toString);
            assertTrue(told.getOrDefault(Outcome.SAVED, 0) > 0, told::toString);
            assertEquals(Set.of(Outcome.SAVED, Outcome.UNKNOWN), told.keySet());
            saved.forEach((item, times) -> assertEquals(1, times.get(), item));
        }
    }

    @Test
    void idempotentServerGetsWhatIsUnknownAgain() throws Exception {
        try (FakeApi api = new FakeApi(this::breakNowAndThen)) {
            Map<Outcome, Integer> told = run(lines(api), policy(), quick(true));
            assertEquals(Map.of(Outcome.SAVED, ITEMS), told);
            assertEquals(ITEMS, saved.size());
            assertTrue(saved.values().stream().anyMatch(times -> times.get() > 1), "the server lost no answer");
        }
    }

    @Test
    void eachItemsOwnAnswerIsItsOutcome() throws Exception {
        try (FakeApi api = new FakeApi(request -> {
            StringBuilder statuses = new StringBuilder();
            request.body().lines().forEach(item -> {
                int status = Integer.parseInt(item) % 10 == 7
                        ? 422
                        : Integer.parseInt(item) % 10 == 3 && asked.incrementAndGet() % 2 == 0 ? 429 : 201;
                if (status == 201) {
                    save(item, 201);
                }
                statuses.append(status).append(' ');
            });
            return new FakeApi.Response(200, Map.of(), statuses.toString());
        })) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>ndjson(
                            CLIENT, api.uri("/save"), item -> item)
                    .<Void>answers((answer, items) -> {
                        List<ItemResult<Void>> results = new ArrayList<>();
                        for (String status : answer.body().strip().split(" ", -1)) {
                            results.add(HttpBatchWriter.itemResult(Integer.parseInt(status), null));
                        }
                        return results;
                    })
                    .build();
            Map<Outcome, Integer> told = run(writer, policy(), quick(false));
            assertEquals(Map.of(Outcome.SAVED, ITEMS * 9 / 10, Outcome.REJECTED, ITEMS / 10), told);
            saved.forEach((item, times) -> assertEquals(1, times.get(), item));
        }
    }

    @Test
    void requestForEachItemKeepsItsCapAndLosesNone() throws Exception {
        try (FakeApi api = new FakeApi(request -> {
            int nth = asked.incrementAndGet();
            return nth % 7 == 0 ? FakeApi.Response.of(503) : save(request.body(), 200);
        })) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT,
                            item -> HttpRequest.newBuilder(api.uri("/save"))
                                    .POST(HttpRequest.BodyPublishers.ofString(item)),
                            20)
                    .build();
            Map<Outcome, Integer> told = run(writer, policy().withMaxInFlight(8), quick(false));
            assertEquals(Map.of(Outcome.SAVED, ITEMS), told);
            assertSavedOnce();
            assertTrue(api.mostInFlight.get() <= 20, () -> api.mostInFlight + " at once");
        }
    }

    @Test
    void serverThatNeverAnswersHangsNothing() throws Exception {
        try (BrokenServer server = BrokenServer.thatHangs()) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            CLIENT, item -> HttpRequest.newBuilder(server.uri()), 10)
                    .build();
            AsyncBatcher<String, Void> batcher = AsyncBatcher.async(writer)
                    .policy(BatchPolicy.DEFAULT.withMaxItems(50).withMaxInFlight(2))
                    .build();
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                futures.add(batcher.save(String.valueOf(i)));
            }
            OneRequestTest.until(() -> server.accepted.get() == 10);
            CloseReport<String> report = batcher.close(Duration.ofMillis(300));
            assertTrue(!report.drained());
            assertTrue(futures.stream().allMatch(CompletableFuture::isDone));
            OneRequestTest.until(() -> server.leftByClient.get() == server.accepted.get());
        }
    }

    private FakeApi.Response breakNowAndThen(FakeApi.Request request) {
        int nth = asked.incrementAndGet();
        if (nth % 4 == 0) {
            save(request.body(), 200); // and its answer is lost
            return FakeApi.Response.of(nth % 8 == 0 ? 0 : 500);
        }
        return nth % 9 == 0 ? FakeApi.Response.of(0) : save(request.body(), 200);
    }

    private FakeApi.Response save(String lines, int status) {
        lines.lines()
                .forEach(item ->
                        saved.computeIfAbsent(item, key -> new AtomicInteger()).incrementAndGet());
        return FakeApi.Response.of(status);
    }

    /** Saves the items and returns how many ended how; each end must be true of what the server has. */
    private Map<Outcome, Integer> run(HttpBatchWriter<String, Void> writer, BatchPolicy policy, RetryPolicy retry)
            throws InterruptedException {
        AsyncBatcher<String, Void> batcher =
                AsyncBatcher.async(writer).policy(policy).retry(retry).build();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            futures.add(batcher.save(String.valueOf(i)));
        }
        CloseReport<String> report = batcher.close(Duration.ofSeconds(30));
        assertTrue(report.drained(), report::toString);
        assertTrue(batcher.stats().totals().addUp());
        Map<Outcome, Integer> told = new EnumMap<>(Outcome.class);
        for (int i = 0; i < ITEMS; i++) {
            Outcome outcome = outcome(futures.get(i));
            told.merge(outcome, 1, Integer::sum);
            boolean isSaved = saved.containsKey(String.valueOf(i));
            assertTrue(outcome == Outcome.UNKNOWN || isSaved == (outcome == Outcome.SAVED), i + ": " + outcome);
        }
        return told;
    }

    private static Outcome outcome(CompletableFuture<Void> future) {
        try {
            future.join();
            return Outcome.SAVED;
        } catch (CompletionException e) {
            SaveException why = (SaveException) e.getCause();
            assertNotNull(why);
            return why.outcome();
        }
    }

    private void assertSavedOnce() {
        assertEquals(ITEMS, saved.size());
        saved.forEach((item, times) -> assertEquals(1, times.get(), item));
    }

    private HttpBatchWriter<String, Void> lines(FakeApi api) {
        return HttpBatchWriter.<String>ndjson(CLIENT, api.uri("/save"), item -> item)
                .build();
    }

    private static BatchPolicy policy() {
        return BatchPolicy.DEFAULT.withMaxItems(20);
    }

    private static RetryPolicy quick(boolean idempotent) {
        return RetryPolicy.DEFAULT
                .withDelays(Duration.ofMillis(1), Duration.ofMillis(5))
                .withIdempotent(idempotent);
    }
}
