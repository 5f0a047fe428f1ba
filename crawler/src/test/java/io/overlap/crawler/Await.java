package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, never for ever. */
final class Await {
    private static final long SECONDS = 20;

    private Await() {}

    static FetchResult result(Call call) throws Exception {
        return end(call.result().toCompletableFuture());
    }

    static Page page(Call call) throws Exception {
        return assertInstanceOf(Page.class, result(call));
    }

    static Redirect redirect(Call call) throws Exception {
        return assertInstanceOf(Redirect.class, result(call));
    }

    /** Waits for a failure of this kind; returns it for its detail. */
    static FetchFailure failure(FetchFailure.Kind kind, Call call) throws Exception {
        FetchResult result = result(call);
        FetchFailure failure = assertInstanceOf(FetchFailure.class, result);
        assertEquals(kind, failure.kind(), result::toString);
        return failure;
    }

    static <T> T end(Future<T> future) throws Exception {
        return future.get(SECONDS, TimeUnit.SECONDS);
    }

    static void latch(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), "still closed after 20 s: " + latch);
    }

    /** Waits for what another thread or process brings about. */
    static void until(String fact, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 20 s: " + fact);
            LockSupport.parkNanos(200_000);
        }
    }
}
