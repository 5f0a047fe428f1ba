package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.overlap.crawler.FetchFailure;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is ended early returns at once, and what was in flight has ended. */
@Timeout(20)
class BareClientEndTest {
    private static final int LANES = 4;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final RawServer silent = RawServer.playing(RawServer::awaitClose);
    private final RawServer quick = RawServer.answeringAll(RawServer.DOT);
    private final BareClient toSilent = new BareClient(silent.address(), LANES, LONG);
    private final BareClient toQuick = new BareClient(quick.address(), LANES, LONG);

    @AfterEach
    void closeAll() throws Exception {
        toSilent.close();
        toQuick.close();
        silent.close();
        quick.close();
    }

    @Test
    void cancelEndsWhatIsInFlightAndSendsNothingMore() throws Exception {
        RecordingWork work = new RecordingWork(100);
        Future<?> run = running(toSilent, work, Duration.ZERO);
        awaitGiven(work, LANES);

        toSilent.cancel();

        end(run);
        assertEquals(LANES, work.given());
        assertEquals(LANES, work.count(FetchFailure.Kind.CANCELLED));
        work.assertEachEndedOnce();
    }

    @Test
    void cancelOutsideARunDoesNothing() throws Exception {
        toQuick.cancel();
        for (int i = 0; i < 2; i++) {
            RecordingWork work = new RecordingWork(20);
            toQuick.run(work);
            toQuick.cancel();
            work.assertAll(200);
        }
    }

    @Test
    void runAfterACancelledOneIsWhole() throws Exception {
        RecordingWork cancelled = new RecordingWork(1_000_000);
        cancelled.onEnd(() -> {
            if (cancelled.ended() == 50) {
                toQuick.cancel();
            }
        });
        toQuick.run(cancelled);
        cancelled.assertEachEndedOnce();

        RecordingWork next = new RecordingWork(20);
        toQuick.run(next);
        next.assertAll(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "interrupt", "close"})
    void lanesThatHaveNotBegunAreNotWaitedFor(String how) throws Exception {
        RecordingWork work = new RecordingWork(100);
        Future<?> run = running(toSilent, work, Duration.ofHours(1));
        awaitGiven(work, 1);

        switch (how) {
            case "cancel" -> toSilent.cancel();
            case "close" -> toSilent.close();
            default -> run.cancel(true);
        }

        Await.until("it has returned", () -> work.ended() == 1);
        if (!run.isCancelled()) {
            end(run);
        }
        assertEquals(1, work.given());
        assertEquals(1, work.count(FetchFailure.Kind.CANCELLED));
    }

    @Test
    void interruptEndsTheRunBeforeItComesOut() throws Exception {
        RecordingWork work = new RecordingWork(100);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread runner = Thread.ofPlatform().start(() -> {
            thrown.set(assertThrows(InterruptedException.class, () -> toSilent.run(work)));
            work.assertEachEndedOnce();
        });
        awaitGiven(work, LANES);

        runner.interrupt();

        runner.join(10_000);
        assertFalse(runner.isAlive());
        assertEquals(InterruptedException.class, assertNonNull(thrown.get()).getClass());
        assertEquals(LANES, work.count(FetchFailure.Kind.CANCELLED));
    }

    @Test
    void closeEndsTheRunUnderWay() throws Exception {
        RecordingWork work = new RecordingWork(100);
        Future<?> run = running(toSilent, work, Duration.ZERO);
        awaitGiven(work, LANES);

        toSilent.close();

        end(run);
        assertEquals(LANES, work.count(FetchFailure.Kind.CANCELLED));
        work.assertEachEndedOnce();
    }

    @Test
    void closedClientCancelsNothingClosesAgainAndRunsNoMore() {
        toQuick.close();
        toQuick.cancel();
        toQuick.close();

        RecordingWork work = new RecordingWork(1);
        assertThrows(RuntimeException.class, () -> toQuick.run(work));
        assertEquals(0, work.given());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, LANES, 50})
    void whatTheWorkThrowsOnBeingAskedComesOutOfTheRun(long before) throws Exception {
        IllegalStateException bug = new IllegalStateException("a bug of the work");
        RecordingWork work = new RecordingWork(100);
        work.onNext(() -> {
            if (work.given() == before) {
                throw bug;
            }
        });
        assertSame(bug, assertThrows(IllegalStateException.class, () -> toQuick.run(work)));
        assertEquals(before, work.given());
        work.assertEachEndedOnce();
        assertRunsAgain();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, LANES, 50})
    void whatTheWorkThrowsOnAnEndComesOutOfTheRun(long ended) throws Exception {
        AssertionError bug = new AssertionError("a bug of the work");
        RecordingWork work = new RecordingWork(100);
        work.onEnd(() -> {
            if (work.ended() >= ended) {
                throw bug;
            }
        });
        assertSame(bug, assertThrows(AssertionError.class, () -> toQuick.run(work)));
        work.assertEachEndedOnce();
        assertRunsAgain();
    }

    @Test
    void whatTheWorkThrowsOnAFailureComesOutOfTheRun() throws Exception {
        RecordingWork work = new RecordingWork(100).onEnd(() -> {
            throw new IllegalStateException("a bug of the work");
        });
        Future<?> run = running(toSilent, work, Duration.ZERO);
        awaitGiven(work, LANES);

        toSilent.cancel();

        ExecutionException thrown = assertThrows(ExecutionException.class, () -> run.get(10, TimeUnit.SECONDS));
        assertEquals(
                IllegalStateException.class, assertNonNull(thrown.getCause()).getClass());
        work.assertEachEndedOnce();
    }

    private void assertRunsAgain() throws Exception {
        RecordingWork work = new RecordingWork(20);
        toQuick.run(work);
        work.assertAll(200);
    }

    private static Future<?> running(BareClient client, RecordingWork work, Duration spread) {
        return Executors.newVirtualThreadPerTaskExecutor().submit(() -> {
            client.run(work, spread);
            return null;
        });
    }

    private static void awaitGiven(RecordingWork work, long number) {
        Await.until(number + " in flight", () -> work.given() == number);
    }

    private static void end(Future<?> run) throws Exception {
        assertNull(run.get(10, TimeUnit.SECONDS));
    }

    private static Throwable assertNonNull(@Nullable Throwable thrown) {
        if (thrown == null) {
            throw new AssertionError("nothing was thrown");
        }
        return thrown;
    }
}
