package io.overlap.bench;

import io.overlap.experiments.batcher.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One peer under one fault: a producer saves some items, what is to be told of them is waited for, and the peer is closed. Each
 * step has a time; what hangs is left behind on its daemon thread.
 */
final class ChaosCase {
    private static final int ITEMS = 100;
    private static final int FEW = 3;
    private static final int FROM_CALLBACKS = 20;
    private static final int FIRST_FROM_CALLBACK = 1_000;
    private static final long SAVE_SECONDS = 4;
    private static final long OUTCOME_SECONDS = 2;
    private static final long CLOSE_SECONDS = 10;
    private static final long POLL_MILLIS = 5;

    private final ChaosPeer peer;
    private final Fault fault;
    private final ChaosService service;
    private final ChaosPeer.Session session;

    private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Boolean> told = new ConcurrentHashMap<>();
    private final AtomicInteger toldCount = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean closing;
    private final AtomicInteger savesUnderWay = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> firstRefusal = new AtomicReference<>();
    private final AtomicReference<@Nullable Step> closeFromCallback = new AtomicReference<>();

    ChaosCase(ChaosPeer peer, Fault fault) {
        this.peer = peer;
        this.fault = fault;
        this.service = new ChaosService(fault);
        this.session = peer.open(setup(fault), service, this::told);
    }

    private static ChaosPeer.Setup setup(Fault fault) {
        return switch (fault) {
            case SAVE_FROM_CALLBACK -> new ChaosPeer.Setup(2 * ChaosPeer.BATCH, Duration.ofMillis(20), 4);
            case FULL_BEFORE_BATCH -> new ChaosPeer.Setup(ChaosPeer.BATCH, Duration.ofHours(1), 1);
            case CLOSE_WITH_BUFFERED -> new ChaosPeer.Setup(1_000, Duration.ofHours(1), 4);
            case SLOW_CONSUMER -> new ChaosPeer.Setup(1_000, Duration.ofMillis(5), 1);
            default -> new ChaosPeer.Setup(1_000, Duration.ofMillis(20), 4);
        };
    }

    ChaosRow run() throws InterruptedException {
        Step saving = new Step("producer", this::saveAll);
        saving.await(SAVE_SECONDS);
        awaitOutcomes();
        int blocked = savesUnderWay.get();
        int hungBefore = fault == Fault.CLOSE_WITH_BUFFERED ? 0 : untold();
        closing = true;
        Step close = new Step("closer", () -> {
            session.close();
            return null;
        });
        close.await(CLOSE_SECONDS);
        awaitOutcomes();
        return row(saving, close, blocked, hungBefore);
    }

    private int untold() {
        return (int) accepted.stream().filter(item -> !told.containsKey(item)).count();
    }

    private @Nullable Void saveAll() throws InterruptedException {
        int items = fault == Fault.CLOSE_WITH_BUFFERED ? FEW : ITEMS;
        for (int item = 0; item < items && !closing; item++) {
            save(item);
            if (fault == Fault.SLOW_CONSUMER) {
                Thread.sleep(1);
            }
        }
        return null;
    }

    private void save(int item) {
        savesUnderWay.incrementAndGet();
        try {
            session.save(item);
            accepted.add(item);
        } catch (Throwable notAccepted) {
            refused.incrementAndGet();
            firstRefusal.compareAndSet(null, notAccepted);
        } finally {
            savesUnderWay.decrementAndGet();
        }
    }

    /** Called by the peer. */
    private void told(int item, boolean saved) {
        if (told.putIfAbsent(item, saved) != null) {
            return;
        }
        int number = toldCount.incrementAndGet();
        switch (fault) {
            case SAVE_FROM_CALLBACK -> {
                if (number <= FROM_CALLBACKS) {
                    save(FIRST_FROM_CALLBACK + number);
                }
            }
            case FLUSH_FROM_CALLBACK -> {
                if (number == 1) {
                    Step.here(() -> {
                        session.flush();
                        return null;
                    });
                }
            }
            case CLOSE_FROM_CALLBACK -> {
                if (item == ITEMS - 1) {
                    Step closing = new Step();
                    closeFromCallback.set(closing);
                    closing.run(() -> {
                        session.close();
                        return null;
                    });
                }
            }
            default -> {}
        }
    }

    private void awaitOutcomes() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(OUTCOME_SECONDS);
        while (System.nanoTime() - end < 0 && !told.keySet().containsAll(accepted)) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private ChaosRow row(Step saving, Step close, int blocked, int hungBefore) {
        int lost = 0;
        int hung = 0;
        int mistold = 0;
        int failed = 0;
        for (int item : accepted) {
            Boolean saved = told.get(item);
            boolean isSaved = service.hasSaved(item);
            lost += !isSaved && (saved == null || fault.writerWorks()) ? 1 : 0;
            hung += saved == null ? 1 : 0;
            failed += Boolean.FALSE.equals(saved) ? 1 : 0;
            mistold += Boolean.TRUE.equals(saved) && !isSaved ? 1 : 0;
        }
        Step inCallback = closeFromCallback.get();
        return new ChaosRow(
                peer,
                fault,
                accepted.size(),
                failed,
                lost,
                peer.hasFutures() ? hungBefore : null,
                peer.hasFutures() ? hung : null,
                mistold,
                blocked,
                (inCallback == null ? close : inCallback).seconds(),
                note(saving, close));
    }

    private String note(Step saving, Step close) {
        StringBuilder note = new StringBuilder(peer.remark(fault));
        if (!note.isEmpty()) {
            note.append("; ");
        }
        Throwable refusal = firstRefusal.get();
        if (refusal != null) {
            note.append(refused.get())
                    .append(" saves threw ")
                    .append(refusal.getClass().getSimpleName())
                    .append("; ");
        }
        Throwable failure = close.failure();
        if (failure != null) {
            note.append("close threw ")
                    .append(failure.getClass().getSimpleName())
                    .append("; ");
        }
        if (saving.failure() != null) {
            note.append("producer ended by ").append(saving.failure()).append("; ");
        }
        return note.append(service.batches()).append(" calls of the service").toString();
    }

    /** Something that may hang, on a daemon thread or in a callback. */
    private static final class Step {
        private final CountDownLatch ended = new CountDownLatch(1);
        private final long begun = System.nanoTime();
        private volatile long took;
        private volatile @Nullable Throwable failure;

        Step() {}

        Step(String name, Callable<@Nullable Void> work) {
            Threads.daemon(name).newThread(() -> run(work)).start();
        }

        static void here(Callable<@Nullable Void> work) {
            new Step().run(work);
        }

        void run(Callable<@Nullable Void> work) {
            try {
                work.call();
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                took = System.nanoTime() - begun;
                ended.countDown();
            }
        }

        void await(long seconds) throws InterruptedException {
            ended.await(seconds, TimeUnit.SECONDS);
        }

        /** Null if it has not ended. */
        @Nullable
        Double seconds() {
            return ended.getCount() == 0 ? Math.round(took / 1e6) / 1e3 : null;
        }

        @Nullable
        Throwable failure() {
            return failure;
        }
    }
}
