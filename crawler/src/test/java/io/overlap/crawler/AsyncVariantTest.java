package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pump: answers start requests, on whatever thread they come, while another thread reads ahead. */
class AsyncVariantTest {
    private static final long SEED = Long.getLong("pump.seed", 1);

    @Test
    void millionAnsweredAtOnceIsNoDeepStack() throws Exception {
        Fetcher quick = request -> new FakeCall(new Redirect(request, 302, Headers.NONE, "/"));
        AtomicInteger handedOver = new AtomicInteger();
        Running running = Running.start(
                (fetcher, requests, results) ->
                        Variant.async(8).run(fetcher, requests, result -> handedOver.incrementAndGet()),
                quick,
                Numbered.requests(1_000_000));
        running.awaitEnd();
        assertEquals(1_000_000, handedOver.get());
    }

    @Test
    void answerStartsTheNextRequestOnItsOwnThread() throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(Variant.async(1), fetcher, Numbered.requests(10));
        for (int i = 0; i < 10; i++) {
            fetcher.awaitUnderWay(1);
            running.awaitIdle(); // all ten are read: the reader has no more to do
            fetcher.answer("u" + i);
            assertEquals(Math.min(i + 2, 10), fetcher.asked().size());
        }
        running.awaitEnd();
    }

    @Test
    void readerSleepsWhileEnoughIsRead() throws Exception {
        Numbered requests = Numbered.requests(10_000);
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(Variant.async(100), fetcher, requests);
        fetcher.awaitUnderWay(100);
        running.awaitIdle();
        int taken = requests.taken();
        for (int i = 0; i < 20; i++) { // fewer than half of what was read ahead
            fetcher.answer("u" + i);
        }
        fetcher.awaitUnderWay(100);
        running.awaitIdle();
        assertEquals(taken, requests.taken());
        for (int i = 20; i < 80; i++) {
            fetcher.answer("u" + i);
        }
        Await.until("reading again", () -> requests.taken() > taken);
        requests.end();
        Await.until("ended", () -> {
            fetcher.answerAll();
            return running.hasEnded();
        });
        running.awaitEnd();
    }

    /**
     * With a cap of 1 an answer overlooked is the end: nothing else is under way that could start the next. Two threads
     * that do nothing but answer, and a pump that lingers, aim at the moment when it has looked and is about to leave.
     */
    @Test
    void answerThatComesAsThePumpLeavesIsNotOverlooked() throws Exception {
        AtomicReference<@Nullable CompletableFuture<FetchResult>> asked = new AtomicReference<>();
        FetchResult answer = new FetchFailure(FetchRequest.of("u"), FetchFailure.Kind.RESET, "");
        Fetcher fetcher = request -> {
            CompletableFuture<FetchResult> result = new Lingering();
            asked.set(result);
            return new StageCall(result);
        };
        Running running = Running.start(Variant.async(1), fetcher, Numbered.requests(200_000));
        AtomicBoolean over = new AtomicBoolean();
        Runnable answering = () -> {
            while (!over.get()) {
                CompletableFuture<FetchResult> result = asked.getAndSet(null);
                if (result != null) {
                    result.complete(answer);
                }
            }
        };
        new Thread(answering).start();
        new Thread(answering).start();
        try {
            running.awaitEnd();
        } finally {
            over.set(true);
        }
        assertEquals(200_000, running.handedOver().size());
    }

    /**
     * 200 rounds of 2,000 requests, answered by four threads, by the asking thread or a little later, as a seed draws; with
     * pauses in the reading and caps from 1 to 64. Each request is handed over once, the cap is kept, and the run ends.
     */
    @Test
    void noInterleavingLosesOrRepeatsARequest() throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 200; round++) {
            long seed = SEED + round;
            Round one = new Round(loops, seed);
            Running running = Running.start(
                    (fetcher, requests, results) -> Variant.async(one.cap).run(fetcher, requests, one::handOver),
                    one,
                    one.new Pausing());
            running.awaitEnd();
            one.assertEqualWork("-Dpump.seed=" + seed);
        }
        loops.shutdown();
    }

    private static void spin(int times) {
        for (int spin = times; spin > 0; spin--) {
            Thread.onSpinWait();
        }
    }

    private static final class Lingering extends CompletableFuture<FetchResult> {
        @Override
        public CompletableFuture<FetchResult> whenComplete(BiConsumer<? super FetchResult, ? super Throwable> action) {
            CompletableFuture<FetchResult> next = super.whenComplete(action);
            spin(ThreadLocalRandom.current().nextInt(32));
            return next;
        }
    }

    private record StageCall(CompletionStage<FetchResult> result) implements Call {
        @Override
        public void cancel() {}
    }

    private static final class Round implements Fetcher {
        private static final int REQUESTS = 2_000;

        private final ExecutorService loops;
        private final Random readerRandom;
        private final long seed;
        private final int cap;
        private final int atOnce; // percent answered on the asking thread
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger mostUnderWay = new AtomicInteger();
        private final AtomicIntegerArray asked = new AtomicIntegerArray(REQUESTS);
        private final AtomicIntegerArray handedOver = new AtomicIntegerArray(REQUESTS);

        Round(ExecutorService loops, long seed) {
            this.loops = loops;
            this.seed = seed;
            Random random = new Random(seed);
            readerRandom = new Random(random.nextLong());
            cap = 1 + random.nextInt(64);
            atOnce = random.nextInt(3) == 0 ? 0 : random.nextInt(100);
        }

        @Override
        public Call fetch(FetchRequest request) {
            int now = underWay.incrementAndGet();
            mostUnderWay.accumulateAndGet(now, Math::max);
            int number = number(request);
            asked.incrementAndGet(number);
            Random random = new Random(seed * REQUESTS + number);
            CompletableFuture<FetchResult> result = new CompletableFuture<>();
            Runnable answer = () -> {
                spin(random.nextInt(200));
                underWay.decrementAndGet();
                result.complete(new FetchFailure(request, FetchFailure.Kind.RESET, ""));
            };
            if (random.nextInt(100) < atOnce) {
                answer.run();
            } else {
                loops.execute(answer);
            }
            return new StageCall(result);
        }

        void handOver(FetchResult result) {
            handedOver.incrementAndGet(number(result.request()));
        }

        private static int number(FetchRequest request) {
            return Integer.parseInt(request.url().substring(1));
        }

        void assertEqualWork(String message) {
            for (int i = 0; i < REQUESTS; i++) {
                assertEquals(1, asked.get(i), message);
                assertEquals(1, handedOver.get(i), message);
            }
            assertTrue(mostUnderWay.get() <= cap, () -> mostUnderWay + " under way of " + cap + " " + message);
            assertEquals(0, underWay.get(), message);
        }

        /** Reading that now and then stops for a moment. */
        final class Pausing implements Iterator<FetchRequest> {
            private final Numbered requests = Numbered.requests(REQUESTS);

            @Override
            public boolean hasNext() {
                if (readerRandom.nextInt(100) == 0) {
                    LockSupport.parkNanos(1_000);
                }
                return requests.hasNext();
            }

            @Override
            public FetchRequest next() {
                return requests.next();
            }
        }
    }
}
