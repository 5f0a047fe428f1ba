package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The executor's part in it. */
class BlockingVariantTest {
    @Test
    void callersThreadMayDoAllTheWork() throws Exception {
        Fetcher quick = request -> new FakeCall(new Redirect(request, 302, Headers.NONE, "/"));
        AtomicInteger handedOver = new AtomicInteger();
        Variant.blocking(Runnable::run, 3)
                .run(quick, Numbered.requests(1_000_000), result -> handedOver.incrementAndGet());
        assertEquals(1_000_000, handedOver.get());
    }

    @Test
    void poolSmallerThanTheCapIsTheCap() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(Variant.blocking(pool, 5), fetcher, Numbered.requests(20));
        for (int answered = 0; answered < 20; answered++) {
            fetcher.awaitUnderWay(Math.min(2, 20 - answered));
            fetcher.answerOne(count -> 0);
        }
        running.awaitEnd();
        pool.shutdown();
        assertEquals(2, fetcher.mostUnderWay());
    }

    @Test
    void requestIsATaskOfItsOwn() throws Exception {
        List<Thread> threads = new ArrayList<>();
        Executor perTask = task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            thread.start();
        };
        FakeFetcher fetcher = FakeFetcher.answeringOn(Runnable::run);
        Running running = Running.start(Variant.blocking(perTask, 4), fetcher, Numbered.requests(100));
        running.awaitEnd();
        assertEquals(100, threads.size());
    }

    @Test
    void executorThatRefusesComesOutWhenWhatIsInFlightHasEnded() throws Exception {
        AtomicInteger tasks = new AtomicInteger();
        Executor tired = task -> {
            if (tasks.incrementAndGet() > 3) {
                throw new RejectedExecutionException("tired");
            }
            new Thread(task).start();
        };
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(Variant.blocking(tired, 10), fetcher, Numbered.requests(100));
        fetcher.awaitUnderWay(3);
        running.awaitIdle();
        running.assertNotEnded();
        for (String url : List.of("u2", "u0", "u1")) {
            running.assertNotEnded();
            fetcher.answer(url);
        }
        assertEquals(
                "tired",
                assertInstanceOf(RejectedExecutionException.class, running.awaitThrown())
                        .getMessage());
        assertEquals(3, running.handedOver().size());
    }

    @Test
    void executorShutDownWhileTasksRunEndsTheRun() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(Variant.blocking(pool, 3), fetcher, Numbered.requests(100));
        fetcher.awaitUnderWay(3);
        pool.shutdownNow(); // interrupts the three that wait: each cancels its call
        assertTrue(running.awaitThrown() instanceof InterruptedException);
        assertEquals(0, fetcher.underWay());
    }
}
