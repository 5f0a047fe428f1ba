package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all variants promise when something throws: it comes out of run(), when nothing is under way any more. */
class VariantTroubleTest {
    private static final int CAP = 5;
    private final RuntimeException trouble = new IllegalArgumentException("on purpose");
    private final Error grave = new AssertionError("on purpose");

    @ParameterizedTest
    @EnumSource
    void exceptionOfTheRequestsComesOut(Way way) throws Exception {
        assertSame(trouble, endOf(way, requestsThenThrow(3, trouble)));
        assertSame(trouble, endOf(way, requestsThenThrow(0, trouble)));
        assertSame(trouble, endOf(way, requestsThenThrow(100, trouble)));
    }

    @ParameterizedTest
    @EnumSource
    void errorOfTheRequestsComesOut(Way way) throws Exception {
        Iterator<FetchRequest> requests = new Iterator<>() {
            private final Numbered few = Numbered.requests(7);

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public FetchRequest next() {
                if (!few.hasNext()) {
                    throw grave;
                }
                return few.next();
            }
        };
        assertSame(grave, endOf(way, requests));
    }

    /** Runs to the end; checks that each request asked for was handed over before it. */
    private static Throwable endOf(Way way, Iterator<FetchRequest> requests) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, requests);
        Throwable thrown = thrownBy(running, fetcher);
        assertEquals(0, fetcher.underWay());
        assertEquals(
                fetcher.asked().stream().sorted().toList(),
                running.handedOver().stream().sorted().toList());
        return thrown;
    }

    private static Throwable thrownBy(Running running, FakeFetcher fetcher) throws Exception {
        Await.until("ended", () -> {
            fetcher.answerAll();
            return running.hasEnded();
        });
        return running.awaitThrown();
    }

    @ParameterizedTest
    @EnumSource
    void exceptionOfTheRequestsWaitsForWhatIsInFlight(Way way) throws Exception {
        if (way == Way.SERIAL) {
            return; // it has nothing in flight while it reads
        }
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, requestsThenThrow(3, trouble));
        fetcher.awaitUnderWay(3);
        running.awaitIdle();
        running.assertNotEnded();
        fetcher.answer("u1");
        fetcher.answer("u0");
        running.assertNotEnded();
        fetcher.answer("u2");
        assertSame(trouble, running.awaitThrown());
    }

    @ParameterizedTest
    @EnumSource
    void exceptionOfTheConsumerComesOutAndNothingMoreIsStarted(Way way) throws Exception {
        CompletableFuture<Thread> consumer = new CompletableFuture<>();
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(1_000_000), result -> {
            if (result.request().url().equals("u0")) {
                consumer.complete(Thread.currentThread());
                throw trouble;
            }
        });
        fetcher.awaitUnderWay(way.capOf(CAP));
        running.awaitIdle();
        fetcher.answer("u0");
        Thread thrower = Await.end(consumer);
        Await.until(
                "thrown", () -> thrower.equals(Thread.currentThread()) || thrower.getState() != Thread.State.RUNNABLE);
        assertSame(trouble, thrownBy(running, fetcher));
        assertEquals(way.capOf(CAP), fetcher.asked().size());
        assertEquals(fetcher.asked().size(), running.handedOver().size());
    }

    @ParameterizedTest
    @EnumSource
    void errorOfTheConsumerComesOut(Way way) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(50), result -> {
            throw grave;
        });
        assertSame(grave, thrownBy(running, fetcher));
    }

    @ParameterizedTest
    @EnumSource
    void exceptionOfTheFetcherComesOut(Way way) throws Exception {
        assertThrownByFetcherComesOut(way, trouble);
    }

    @ParameterizedTest
    @EnumSource
    void errorOfTheFetcherComesOut(Way way) throws Exception {
        assertThrownByFetcherComesOut(way, grave);
    }

    private static void assertThrownByFetcherComesOut(Way way, Throwable onPurpose) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Fetcher failing = request -> {
            if (request.url().equals("u7")) {
                sneakyThrow(onPurpose);
            }
            return fetcher.fetch(request);
        };
        Running running = Running.start(way.variant(CAP), failing, Numbered.requests(1_000));
        assertSame(onPurpose, thrownBy(running, fetcher));
        assertEquals(0, fetcher.underWay());
        assertEquals(fetcher.asked().size(), running.handedOver().size());
    }

    private static void sneakyThrow(Throwable onPurpose) {
        if (onPurpose instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) onPurpose;
    }

    /** A fetcher that breaks its contract is a bug, and told apart from a failure. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CALLBACK")
    void stageThatFailsComesOutAsAnError(Way way) throws Exception {
        Running running = Running.start(way.variant(CAP), brokenFetcher(), Numbered.requests(10));
        assertSame(
                trouble,
                assertInstanceOf(AssertionError.class, running.awaitThrown()).getCause());
        assertEquals(List.of(), running.handedOver());
    }

    /** A callback can only be handed a result. */
    @Test
    void stageThatFailsIsHandedToACallbackAsAFailure() throws Exception {
        List<FetchResult> handedOver = new ArrayList<>();
        Variant.callback(1).run(brokenFetcher(), Numbered.requests(2), handedOver::add);
        assertEquals(2, handedOver.size());
        FetchFailure failure = assertInstanceOf(FetchFailure.class, handedOver.get(0));
        assertEquals(FetchFailure.Kind.OTHER, failure.kind());
        assertEquals(trouble.getMessage(), failure.detail());
    }

    private Fetcher brokenFetcher() {
        return request -> new Call() {
            @Override
            public CompletionStage<FetchResult> result() {
                return CompletableFuture.failedStage(trouble);
            }

            @Override
            public void cancel() {}
        };
    }

    @ParameterizedTest
    @EnumSource
    void interruptEndsTheRunWhenNothingIsInFlight(Way way) throws Exception {
        FakeFetcher fetcher = FakeFetcher.holding();
        Running running = Running.start(way.variant(CAP), fetcher, Numbered.requests(1_000_000));
        fetcher.awaitUnderWay(way.capOf(CAP));
        running.awaitIdle();
        running.interrupt();
        assertInstanceOf(InterruptedException.class, thrownBy(running, fetcher));
        assertEquals(0, fetcher.underWay());
        int cancelled = way == Way.SERIAL ? 1 : 0;
        assertEquals(fetcher.asked().size(), running.handedOver().size() + cancelled);
        assertEquals(way.capOf(CAP), fetcher.asked().size());
    }

    @ParameterizedTest
    @EnumSource
    void interruptEndsARunThatNeverWaits(Way way) throws Exception {
        Fetcher quick = request -> new FakeCall(new FetchFailure(request, FetchFailure.Kind.RESET, "quick"));
        Iterator<FetchRequest> endless = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public FetchRequest next() {
                return FetchRequest.of("again");
            }
        };
        Running running = Running.start(way.variant(CAP), quick, endless);
        Await.until("under way", () -> !running.handedOver().isEmpty());
        running.interrupt();
        assertInstanceOf(InterruptedException.class, running.awaitThrown());
    }

    @ParameterizedTest
    @EnumSource
    void interruptBeforeTheRunStartsNothing(Way way) {
        FakeFetcher fetcher = FakeFetcher.answeringOn(Runnable::run);
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class, () -> way.variant(CAP).run(fetcher, Numbered.requests(100), result -> {}));
        assertEquals(List.of(), new ArrayList<>(fetcher.asked()));
    }

    private static Iterator<FetchRequest> requestsThenThrow(int count, RuntimeException onPurpose) {
        Numbered requests = Numbered.requests(count);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (!requests.hasNext()) {
                    throw onPurpose;
                }
                return true;
            }

            @Override
            public FetchRequest next() {
                return requests.next();
            }
        };
    }
}
