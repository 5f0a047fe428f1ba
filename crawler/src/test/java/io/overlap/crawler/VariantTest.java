package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all variants promise: equal work, within the cap, no more in memory than is needed. */
class VariantTest {
    private static final int CAP = 5;
    private static final int READ_AHEAD = 32 + 1; // AsyncVariant's queue at this cap, and the one in its hand

    @ParameterizedTest
    @EnumSource
    void everyRequestIsHandedOverOnce(Way way) throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(4);
        FakeFetcher fetcher = FakeFetcher.answeringOn(loops);
        Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(2_000));
        running.awaitEnd();
        loops.shutdown();
        assertEquals(2_000, running.handedOver().size());
        assertEquals(new TreeSet<>(Numbered.urls(2_000)), new TreeSet<>(running.handedOver()));
        assertEquals(2_000, fetcher.asked().size());
        assertTrue(fetcher.mostUnderWay() <= way.capOf(CAP), () -> "under way: " + fetcher.mostUnderWay());
    }

    @ParameterizedTest
    @EnumSource
    void answersInAnyOrderAreAllHandedOver(Way way) throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            FakeFetcher fetcher = FakeFetcher.holding();
            Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(100));
            Await.until("all answered", () -> {
                fetcher.answerOne(random::nextInt);
                return running.handedOver().size() == 100;
            });
            running.awaitEnd();
            assertEquals(new TreeSet<>(Numbered.urls(100)), new TreeSet<>(running.handedOver()), "seed " + seed);
            assertTrue(fetcher.mostUnderWay() <= way.capOf(CAP), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void asManyAsTheCapAreUnderWayWhileThereIsWork(Way way) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(50));
        for (int answered = 0; answered < 50; answered++) {
            fetcher.awaitUnderWay(Math.min(way.capOf(CAP), 50 - answered));
            fetcher.answerOne(count -> count - 1);
        }
        running.awaitEnd();
        assertEquals(way.capOf(CAP), fetcher.mostUnderWay());
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreTakenAsRoomComesFree(Way way) throws Exception {
        int bound = way.readsAhead() ? CAP + READ_AHEAD : CAP + 1;
        Numbered requests = Numbered.requests(1_000_000);
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, requests);
        for (int answered = 0; answered < 100; answered++) {
            fetcher.awaitUnderWay(way.capOf(CAP));
            running.awaitIdle();
            assertTrue(requests.taken() <= answered + bound, "taken: " + requests.taken() + " at " + answered);
            fetcher.answerOne(count -> 0);
        }
        requests.end();
        endOf(running, fetcher);
        assertEquals(requests.taken(), running.handedOver().size());
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreReadByTheCallerAlone(Way way) throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(2);
        Numbered requests = Numbered.requests(1_000);
        Running running = Running.start(way.variant(CAP), FakeFetcher.answeringOn(loops), requests);
        running.awaitEnd();
        loops.shutdown();
        assertEquals(List.of(running.thread()), requests.readers());
    }

    @ParameterizedTest
    @EnumSource
    void withoutRequestsNothingHappens(Way way) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(0));
        running.awaitEnd();
        assertEquals(List.of(), fetcher.asked());
    }

    @ParameterizedTest
    @EnumSource
    void fewerRequestsThanTheCapAreEnough(Way way) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(100), fetcher, Numbered.requests(3));
        endOf(running, fetcher);
        assertEquals(Numbered.urls(3), running.handedOver().stream().sorted().toList());
    }

    @ParameterizedTest
    @EnumSource
    void earlyEndOfTheRequestsLetsWhatIsInFlightEnd(Way way) throws Exception {
        Numbered requests = Numbered.requests(1_000_000);
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, requests);
        fetcher.awaitUnderWay(way.capOf(CAP));
        requests.end();
        running.assertNotEnded();
        endOf(running, fetcher);
        assertEquals(requests.taken(), running.handedOver().size());
        assertEquals(0, fetcher.underWay());
    }

    @ParameterizedTest
    @EnumSource
    void slowRequestsDoNotDelayTheAnswersToOthers(Way way) throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        Iterator<FetchRequest> slow = new Iterator<>() {
            private final Numbered requests = Numbered.requests(4);

            @Override
            public boolean hasNext() {
                return requests.hasNext();
            }

            @Override
            public FetchRequest next() {
                if (requests.taken() == 3) {
                    try {
                        Await.latch(next);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return requests.next();
            }
        };
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, slow);
        for (String url : Numbered.urls(3)) {
            Await.until("asked for " + url, () -> fetcher.asked().contains(url));
            fetcher.answer(url);
            Await.until("handed over " + url, () -> running.handedOver().contains(url));
        }
        running.assertNotEnded();
        next.countDown();
        endOf(running, fetcher);
        assertEquals(4, running.handedOver().size());
    }

    @ParameterizedTest
    @EnumSource
    void failureIsAResultLikeAnyOther(Way way) throws Exception {
        Fetcher failing = request -> new FakeCall(new FetchFailure(request, FetchFailure.Kind.RESET, "on purpose"));
        Running running = Running.start(way.variant(CAP), failing, Numbered.requests(100));
        running.awaitEnd();
        assertEquals(100, running.handedOver().size());
    }

    private static void endOf(Running running, FakeFetcher fetcher) throws Exception {
        Await.until("ended", () -> {
            fetcher.answerAll();
            return running.hasEnded();
        });
        running.awaitEnd();
    }
}
