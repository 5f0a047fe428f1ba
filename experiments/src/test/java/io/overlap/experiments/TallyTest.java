package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import io.overlap.crawler.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results are counted once each, and requests are made as they are needed. */
@Timeout(30)
class TallyTest {
    private final Workload workload = new Workload.Add("http://h", "5ms");

    @Test
    void eightThreadsAddUp() throws Exception {
        Tally tally = new Tally(workload);
        FetchFailure.Kind[] kinds = {FetchFailure.Kind.TIMEOUT, FetchFailure.Kind.RESET};
        InParallel.run(8, thread -> {
            for (int i = 0; i < 1_000; i++) {
                tally.accept(new FetchFailure(FetchRequest.of("http://h/" + i), kinds[thread % 2], ""));
            }
        });

        assertEquals(8_000, tally.results());
        assertEquals(Map.of("timeout", 4_000L, "reset", 4_000L), tally.failures());
        assertEquals(0, tally.bytes());
        assertEquals(new AnswersHash().toString(), tally.hash());
    }

    @Test
    void requestsAreNamedAndNumberedAlike() {
        try (Stream<FetchRequest> requests = workload.requests("async-1", 3)) {
            List<FetchRequest> all = requests.toList();
            assertEquals("http://h/add?name=u2&delay=5ms", all.getLast().url());
            assertEquals(Map.of("Overlap-Trial", "async-1"), all.getLast().headers());
            assertEquals(
                    List.of("u0", "u1", "u2"), all.stream().map(workload::name).toList());
        }
    }

    @Test
    void aStalledFetcherStopsTheReading() throws Exception {
        AtomicInteger read = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> released = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        Fetcher fetcher = request -> {
            asked.incrementAndGet();
            return new StalledCall(
                    released.thenApply(now -> new FetchFailure(request, FetchFailure.Kind.CANCELLED, "released")));
        };
        Tally tally = new Tally(workload);
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try (Stream<FetchRequest> requests = workload.requests("async-1", 1_000_000)) {
                Variant.async(10)
                        .run(
                                fetcher,
                                Workload.until(requests.map(tally.noting()), () -> {
                                    read.incrementAndGet();
                                    return enough.get();
                                }),
                                tally);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Await.until("ten are under way", () -> asked.get() == 10);
        Await.until("the reader waits", () -> reader.getState() == Thread.State.WAITING);
        assertTrue(read.get() < 200, "read ahead: " + read.get());

        enough.set(true);
        released.complete(null);
        assertTrue(reader.join(Duration.ofSeconds(10)));
        assertEquals(asked.get(), tally.results());
        assertTrue(asked.get() < 200, "asked: " + asked.get());
    }

    @Test
    void aMillionRequestsAreMadeOneAtATime() {
        AtomicInteger made = new AtomicInteger();
        try (Stream<FetchRequest> requests = workload.requests("async-1", 1_000_000)) {
            var iterator = Workload.until(requests.peek(request -> made.incrementAndGet()), () -> false);
            for (int i = 0; i < 10; i++) {
                assertTrue(iterator.hasNext());
                iterator.next();
            }
        }
        assertTrue(made.get() <= 11, "made: " + made.get());
    }

    private record StalledCall(CompletionStage<FetchResult> result) implements io.overlap.crawler.Call {
        @Override
        public void cancel() {}
    }
}
