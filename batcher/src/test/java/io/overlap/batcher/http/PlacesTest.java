package io.overlap.batcher.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may go, and when. */
class PlacesTest {
    private final Places places = new Places(2);
    private final List<String> begun = new ArrayList<>();

    @Test
    void firstComeFirstServed() {
        places.add(List.of(request("a"), request("b"), request("c")));
        places.add(List.of(request("d")));
        assertEquals(List.of("a", "b"), begun);
        places.free();
        assertEquals(List.of("a", "b", "c"), begun);
        places.free();
        places.free();
        places.add(List.of(request("e"), request("f")));
        assertEquals(List.of("a", "b", "c", "d", "e"), begun);
    }

    @Test
    void requestThatDoesNotBeginTakesNoPlace() {
        places.add(List.of(() -> false, request("a"), () -> false, request("b"), () -> false, request("c")));
        assertEquals(List.of("a", "b"), begun);
        places.free();
        assertEquals(List.of("a", "b", "c"), begun);
    }

    @Test
    void requestsThatEndAtOnceDoNotGrowTheStack() {
        AtomicInteger ended = new AtomicInteger();
        Places.Request atOnce = () -> {
            ended.incrementAndGet();
            places.free();
            return true;
        };
        places.add(Collections.nCopies(1_000_000, atOnce));
        assertEquals(1_000_000, ended.get());
    }

    @Test
    void fromManyThreadsAllGoAndNeverMoreThanThePlaces() throws Exception {
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(40_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Places.Request request = () -> {
            most.accumulateAndGet(out.incrementAndGet(), Math::max);
            threads.execute(() -> {
                out.decrementAndGet();
                places.free();
                ended.countDown();
            });
            return true;
        };
        try {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < 1_000; j++) {
                        places.add(Collections.nCopies(10, request));
                    }
                });
            }
            assertTrue(ended.await(20, TimeUnit.SECONDS), () -> ended.getCount() + " did not go");
        } finally {
            threads.shutdownNow();
        }
        assertEquals(2, most.get());
    }

    private Places.Request request(String name) {
        return () -> begun.add(name);
    }
}
