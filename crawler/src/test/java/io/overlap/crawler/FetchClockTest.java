package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.overlap.testserver.ManualClock;
import io.overlap.testserver.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Both sides' time moved by the test: minutes pass in milliseconds. */
class FetchClockTest {
    private final FakeTime fetchersTime = new FakeTime();
    private final ManualClock serversTime = new ManualClock();

    /** A clock that stands until it is told. */
    private static final class FakeTime implements FetchClock {
        private final List<Due> all = new ArrayList<>();
        private long now;

        private record Due(long at, Runnable task) {}

        @Override
        public synchronized Runnable schedule(Runnable task, long delayNanos) {
            Due due = new Due(now + delayNanos, task);
            all.add(due);
            return () -> drop(due);
        }

        private synchronized void drop(Due due) {
            all.remove(due);
        }

        void advance(Duration by) {
            List<Due> over;
            synchronized (this) {
                now += by.toNanos();
                over = all.stream().filter(due -> due.at <= now).toList();
                all.removeAll(over);
            }
            over.forEach(due -> due.task.run());
        }
    }

    @Test
    void aDelayUnderTheDeadlineIsWaitedFor() throws Exception {
        try (TestServer server = TestServer.builder().clock(serversTime).start();
                HttpFetcher fetcher =
                        new HttpFetcher(FetchPolicy.DEFAULT.withDeadline(Duration.ofSeconds(30)), fetchersTime)) {
            CompletableFuture<FetchResult> result = fetch(fetcher, server.url("/add?name=x&delay=29s"));
            server.awaitInFlight(1, Duration.ofSeconds(10));
            pass(Duration.ofSeconds(28));
            assertFalse(result.isDone());
            pass(Duration.ofSeconds(1));
            assertEquals(
                    200,
                    assertInstanceOf(Page.class, result.get(10, TimeUnit.SECONDS))
                            .status());
        }
    }

    @Test
    void aDelayOverTheDeadlineIsATimeout() throws Exception {
        try (TestServer server = TestServer.builder().clock(serversTime).start();
                HttpFetcher fetcher =
                        new HttpFetcher(FetchPolicy.DEFAULT.withDeadline(Duration.ofSeconds(30)), fetchersTime)) {
            CompletableFuture<FetchResult> result = fetch(fetcher, server.url("/add?name=x&delay=31s"));
            server.awaitInFlight(1, Duration.ofSeconds(10));
            pass(Duration.ofSeconds(30));
            FetchFailure failure = assertInstanceOf(FetchFailure.class, result.get(10, TimeUnit.SECONDS));
            assertEquals(FetchFailure.Kind.TIMEOUT, failure.kind());
            Await.until("the server knows", () -> server.stats().cancelled() == 1);
        }
    }

    private static CompletableFuture<FetchResult> fetch(HttpFetcher fetcher, String url) {
        return fetcher.fetch(FetchRequest.of(url)).result().toCompletableFuture();
    }

    private void pass(Duration time) {
        fetchersTime.advance(time);
        serversTime.advance(time);
    }
}
