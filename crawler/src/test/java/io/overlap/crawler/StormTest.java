package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.Exchange;
import io.overlap.testserver.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand requests with delays, failures and cancellations drawn from a seed. Whatever happens: each ends once, no
 * more than the cap are under way or hold a socket, and all permits come back.
 */
class StormTest {
    private static final int REQUESTS = 10_000;
    private static final int CAP = 50;
    private static final long SEED = Long.getLong("storm.seed", 42);

    private final Random random = new Random(SEED);
    private final ScheduledExecutorService canceller = Executors.newSingleThreadScheduledExecutor();
    private final HttpFetcher fetcher =
            new HttpFetcher(FetchPolicy.DEFAULT.withCap(CAP).withMaxWaiting(REQUESTS - CAP));
    private final RawServer resetting = RawServer.playing(client -> {
        RawServer.readHead(client);
        RawServer.reset(client);
    });
    private final int closedPort = RawServer.closedPort();

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    private final AtomicIntegerArray ends = new AtomicIntegerArray(REQUESTS);
    private final AtomicReferenceArray<FetchResult> results = new AtomicReferenceArray<>(REQUESTS);
    private final CountDownLatch allEnded = new CountDownLatch(REQUESTS);
    private final LongAdder sampled = new LongAdder();
    private final LongAccumulator mostInFlight = new LongAccumulator(Math::max, 0);
    private final LongAccumulator mostSockets = new LongAccumulator(Math::max, 0);

    @BeforeEach
    void startServer() throws Exception {
        OpenSockets.assumeCountable();
        server = TestServer.start();
    }

    @AfterEach
    void closeAll() throws Exception {
        canceller.shutdownNow();
        fetcher.close();
        server.close();
        resetting.close();
    }

    /** What a request meets, and how that ends if it is not cancelled first. */
    private enum Fate {
        PAGE,
        REFUSED,
        ERROR_PAGE,
        RESET,
        HANGS;

        boolean isOf(FetchResult result) {
            return switch (this) {
                case PAGE -> result instanceof Page page && page.status() == 200;
                case ERROR_PAGE -> result instanceof Page page && page.status() == 400;
                case REFUSED -> isFailure(result, FetchFailure.Kind.CONNECT_REFUSED);
                case RESET -> isFailure(result, FetchFailure.Kind.RESET);
                case HANGS -> false;
            };
        }
    }

    @Test
    void everyFetchEndsOnceWithinTheCapAndAllPermitsComeBack() throws Exception {
        List<Fate> fates = new ArrayList<>();
        boolean[] cancelled = new boolean[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            Fate fate = i < 10 ? Fate.HANGS : drawFate();
            fates.add(fate);
            Call call = fetcher.fetch(request(fate, i));
            observe(call, i);
            cancelled[i] = maybeCancel(fate, call);
        }
        Await.latch(allEnded);

        long answered = 0;
        for (int i = 0; i < REQUESTS; i++) {
            FetchResult result = results.get(i);
            assertEquals(1, ends.get(i), () -> "ends of " + result + message());
            assertTrue(
                    fates.get(i).isOf(result) || (cancelled[i] && isFailure(result, FetchFailure.Kind.CANCELLED)),
                    () -> result + message());
            answered += result instanceof Page ? 1 : 0;
        }
        assertEquals(CAP, mostInFlight.get(), this::message);
        assertTrue(sampled.sum() > 50, this::message);
        assertTrue(mostSockets.get() <= CAP, () -> mostSockets + " sockets" + message());
        assertEquals(0, fetcher.inFlight(), this::message);
        assertServerAgrees(answered);
        assertAllPermitsAreBack();
    }

    private Fate drawFate() {
        int drawn = random.nextInt(100);
        if (drawn < 5) {
            return Fate.REFUSED;
        }
        if (drawn < 10) {
            return Fate.RESET;
        }
        if (drawn < 11) {
            return Fate.HANGS;
        }
        return drawn < 20 ? Fate.ERROR_PAGE : Fate.PAGE;
    }

    private FetchRequest request(Fate fate, int number) {
        return FetchRequest.of(
                switch (fate) {
                    case PAGE -> server.url("/add?name=u" + number + "&delay=" + random.nextInt(20));
                    case ERROR_PAGE -> server.url("/add?delay=1");
                    case REFUSED -> "http://127.0.0.1:" + closedPort + "/";
                    case RESET -> resetting.url("/");
                    case HANGS -> server.url("/add?name=h" + number + "&delay=60000");
                });
    }

    private void observe(Call call, int number) {
        call.result().whenComplete((result, never) -> {
            ends.incrementAndGet(number);
            results.set(number, result);
            if (fetcher.loop().inEventLoop()) {
                mostInFlight.accumulate(fetcher.inFlight());
                if (number % 100 == 0) { // on the loop, where no socket of ours is opened or closed meanwhile
                    mostSockets.accumulate(OpenSockets.to(server.port()));
                    sampled.increment();
                }
            }
            allEnded.countDown();
        });
    }

    /** One in five, and all that hang: at once, or at some moment of the storm, in line, in flight or ended. */
    private boolean maybeCancel(Fate fate, Call call) {
        if (fate != Fate.HANGS && random.nextInt(5) > 0) {
            return false;
        }
        if (fate != Fate.HANGS && random.nextInt(5) == 0) {
            call.cancel();
        } else {
            canceller.schedule(call::cancel, 50 + random.nextInt(1_000), TimeUnit.MILLISECONDS);
        }
        return true;
    }

    private void assertServerAgrees(long answered) {
        Await.until("server idle", () -> server.stats().inFlight() == 0);
        long pages = server.stats().byStatus().entrySet().stream()
                .filter(entry -> entry.getKey() != Exchange.CANCELLED)
                .mapToLong(entry -> entry.getValue())
                .sum();
        // The server may have written an answer to one who had just left.
        assertTrue(pages >= answered, () -> pages + " written, " + answered + " read" + message());
        assertTrue(server.stats().cancelled() > 0, this::message);
        assertEquals(server.stats().requests(), pages + server.stats().cancelled(), this::message);
    }

    /** As many run at once as at the start, and as many again may stand in line: no more, no fewer. */
    private void assertAllPermitsAreBack() throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            calls.add(fetcher.fetch(FetchRequest.of(server.url("/add?name=again&delay=60000"))));
        }
        Call refused = fetcher.fetch(FetchRequest.of(server.url("/add?name=again&delay=60000")));
        Await.failure(FetchFailure.Kind.NO_PERMIT, refused);
        Await.until("as many as the cap", () -> server.stats().inFlight() == CAP);
        assertEquals(CAP, fetcher.inFlight(), this::message);
        fetcher.cancelAll();
        for (Call call : calls) {
            Await.failure(FetchFailure.Kind.CANCELLED, call);
        }
    }

    private static boolean isFailure(FetchResult result, FetchFailure.Kind kind) {
        return result instanceof FetchFailure failure && failure.kind() == kind;
    }

    private String message() {
        return " (-Dstorm.seed=" + SEED + ")";
    }
}
