package io.overlap.batcher;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batcher's state and its turns.
 *
 * <p>Savers take room and stand in line without a lock ({@link Admission}). Everything else is owned by one lock. A turn takes
 * what is in line, ends what is overdue, lets in who waits, launches what may leave, and computes one time to wake up; any thread
 * may take a turn: a saver whose item makes a batch leave, an answer, the clock. Savers only try the lock: whoever holds it takes
 * another turn if one was asked for. What a turn decides is done after it, without the lock ({@link Outside}).
 */
final class Engine<T, R> {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncBatcher.class);

    private final Settings<T, R> settings;
    private final long staleNanos; // how long an item may stand in line before its time is counted
    private final boolean stampedOnArrival;
    private final BatchClock clock;
    private final @Nullable SystemClock ownClock;
    private final Outside outside;
    private final Judge judge;
    private final Admission<T, R> admission;
    private final Saves<T, R> saves;

    private final Turns turns;

    // Owned by its lock.
    private final Backlog<T, R> backlog;
    private final Counts counts = new Counts();
    private final Flushes flushes = new Flushes();
    private final Waiting<T, R> waiting;
    private final Endings<T, R> endings;
    private final Flight<T, R> flight;
    private final Expiry<T, R> expiry;
    private final Departures<T, R> departures;
    private final Closing<T, R> closing;
    private final Alarm alarm;

    Engine(Settings<T, R> settings) {
        this.settings = settings;
        BatchPolicy policy = settings.policy();
        long deadlineNanos = Durations.nanos("itemDeadline", settings.retry().itemDeadline());
        stampedOnArrival = !policy.maxDelay().isZero();
        staleNanos = Expiry.staleNanos(deadlineNanos);
        BatchClock given = settings.clock();
        ownClock = given == null ? new SystemClock() : null;
        clock = given == null ? Objects.requireNonNull(ownClock) : given;
        outside = new Outside(settings.blocking(), settings.callbacks());
        turns = new Turns(clock, outside, this::turn);
        judge = new Judge(settings.retry().retryOn());
        admission = new Admission<>(policy.maxPendingItems(), policy.maxPendingBytes(), new Entry<>(this, null, 0));
        saves = new Saves<>(this, settings, admission, outside);
        long now = clock.nanoTime();
        backlog = settings.key() == null
                ? new FifoBacklog<>(policy.maxItems(), policy.maxBytes())
                : new KeyedBacklog<>(settings.keyPolicy(), now);
        waiting = new Waiting<>(this, admission, backlog, policy);
        closing = new Closing<>(this);
        endings = new Endings<>(this, settings, admission, backlog, counts, flushes, closing);
        flight = new Flight<>(this, settings, backlog, counts, endings, now);
        expiry = new Expiry<>(backlog, flight, endings, deadlineNanos);
        departures = new Departures<>(policy, admission, backlog, waiting, flight, closing);
        alarm = new Alarm(clock, this::wake);
    }

    // What users call.

    Saves<T, R> saves() {
        return saves;
    }

    CompletableFuture<Totals> flush() {
        CompletableFuture<Totals> flush = new CompletableFuture<>();
        Entry<T, R> mark = new Entry<>(this, null, 0);
        mark.epoch = new Epoch();
        mark.epoch.flush = flush;
        admission.arrive(mark);
        locked(now -> {});
        return flush.copy();
    }

    CompletionStage<CloseReport<T>> closeAsync(Duration timeout) {
        begin(Durations.nanos("timeout", timeout));
        return closing.told();
    }

    CloseReport<T> close(Duration timeout) {
        long nanos = Durations.nanos("timeout", timeout);
        begin(nanos);
        if (outside.isInsideCallback()) {
            locked(now -> closing.waitInside());
        }
        outside.runRest();
        try {
            return closing.reported().get(nanos + 2 * Closing.GRACE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            endNow();
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            endNow(); // the clock handed in stands still, or the machine does
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        return closing.reported().join();
    }

    private void endNow() {
        locked(now -> {
            closing.begin(now, 0);
            closing.turn(now, true);
        });
    }

    private void begin(long timeoutNanos) {
        locked(now -> {
            closing.begin(now, timeoutNanos);
            admission.close();
        });
    }

    BatcherStats stats() {
        return turns.look(() -> new BatcherStats(
                totals(),
                admission.pendingBytes(),
                waiting.size(),
                flight.inFlight(),
                flight.stuck(),
                counts.batches,
                counts.items,
                counts.retries,
                counts.splits,
                counts.misfits,
                counts.late,
                flight.gate().isShut()));
    }

    /** Lets a save in, or has it wait, or refuses it. */
    void enter(Waiter<T, R> waiter, boolean mayWait) {
        locked(now -> waiting.enter(waiter, mayWait, now));
    }

    /** A save gives up waiting; returns false if it is settled already. */
    boolean leave(Waiter<T, R> waiter) {
        boolean[] left = {false};
        locked(now -> {
            left[0] = !waiter.settled;
            waiting.leave(waiter);
        });
        return left[0];
    }

    /** Whether the item was never sent, and now never will be. */
    boolean withdraw(Entry<T, R> entry) {
        boolean[] withdrawn = {false};
        locked(now -> {
            if (entry.attempts == 0 && (entry.state == Entry.State.WAITING || entry.state == Entry.State.NEW)) {
                if (entry.state == Entry.State.WAITING) {
                    backlog.remove(entry);
                }
                endings.withdrawn(entry);
                withdrawn[0] = true;
            }
        });
        return withdrawn[0];
    }

    /** Its future is cancelled: only now may a flush that waits for it end. */
    void withdrawn(Entry<T, R> entry) {
        locked(now -> endings.leaveEpoch(entry));
    }

    // Turns.

    /** Asks for a turn. */
    void pump() {
        turns.pump();
    }

    private void locked(LongConsumer change) {
        turns.locked(now -> {
            drain(now);
            change.accept(now);
        });
    }

    private void turn(long now) {
        drain(now);
        flight.timeOut(now);
        expiry.turn(now);
        backlog.wake(now);
        waiting.expire(now);
        waiting.letIn(now);
        drain(now);
        departures.turn(now);
        endings.handOver();
        closing.turn(now, false);
        departures.publish(now);
        if (admission.missed()) {
            turns.ask();
        }
        alarm.in(nextNanos(now), now);
    }

    private void drain(long now) {
        for (Entry<T, R> entry = admission.poll(); entry != null; entry = admission.poll()) {
            if (entry.isMark()) {
                flushes.mark(entry);
            } else {
                counts.taken++;
                if (entry.state == Entry.State.NEW) { // else it was withdrawn
                    arrived(entry, now);
                }
            }
        }
    }

    private void arrived(Entry<T, R> entry, long now) {
        entry.state = Entry.State.WAITING;
        if (!stampedOnArrival) {
            entry.stampNanos = now;
        }
        entry.order = (int) counts.taken;
        entry.epoch = flushes.arrived();
        backlog.add(entry);
        expiry.waits(entry);
    }

    /** When something changes by itself. */
    private long nextNanos(long now) {
        if (closing.isOver()) {
            return Backlog.NEVER;
        }
        long next = least(flight.nextTimeoutNanos(now), waiting.nextExpiryNanos(now), closing.nextNanos(now));
        next = least(next, expiry.nextNanos(now), pending() > 0 ? staleNanos : Backlog.NEVER);
        return Math.min(next, departures.nextNanos(now));
    }

    private static long least(long a, long b, long c) {
        return Math.min(a, Math.min(b, c));
    }

    private void wake() {
        locked(now -> alarm.rung());
    }

    // What a turn decides, by its parts.

    void launch(Attempt<T, R> attempt) {
        afterwards(() -> {
            try {
                outside.callWriter(() -> attempt.begin(settings.writer()));
            } catch (Throwable refused) { // no thread for it is an Error
                locked(now -> flight.refused(attempt, refused, now));
            }
        });
    }

    /** Has something done without the lock. */
    void afterwards(Runnable task) {
        turns.afterwards(task);
    }

    /** Has user code called that the end waits for. */
    void callback(Runnable user) {
        Runnable counted = closing.callback(user);
        afterwards(() -> outside.callBack(counted));
    }

    /** Tells the listener, in this order. */
    void later(List<Consumer<BatchListener<T>>> events) {
        if (settings.listener() != null) {
            callback(() -> events.forEach(this::tell));
        }
    }

    private void later(Consumer<BatchListener<T>> event) {
        later(List.of(event));
    }

    /** An item waits again. */
    void waits(Entry<T, R> entry) {
        expiry.waits(entry);
    }

    void outageStarted(@Nullable Throwable cause) {
        Throwable why = cause == null ? new IllegalStateException("no cause given") : cause;
        afterwards(() -> LOG.warn("the writer is away, one batch at a time is sent as a probe: {}", why.toString()));
        later(listener -> listener.outageStarted(why));
    }

    void outageEnded(long nanos) {
        Duration took = Duration.ofNanos(nanos);
        afterwards(() -> LOG.info("the writer is back after {}", took));
        later(listener -> listener.outageEnded(took));
    }

    // The end.

    long pending() {
        return counts.taken + admission.inLine() - counts.ended();
    }

    boolean isDrained() {
        return pending() == 0 && flight.inFlight() == 0;
    }

    Totals totals() {
        return counts.totals(admission.inLine());
    }

    void abandon(long now) {
        flight.abandon(now);
        backlog.forEach(entry -> {
            backlog.remove(entry);
            endings.end(entry, Endings.unsaved(entry, Outcome.UNDRAINED), entry.cause());
        });
        endings.handOver();
    }

    void over(long now) {
        if (flight.gate().isShut()) {
            outageEnded(flight.gate().open(now));
        }
    }

    void shutDown() {
        outside.close();
        if (ownClock != null) {
            ownClock.close();
        }
    }

    // What the parts ask without the lock.

    long nanoTime() {
        return clock.nanoTime();
    }

    Duration since(long nanos) {
        return Duration.ofNanos(Math.max(0, clock.nanoTime() - nanos));
    }

    void ended(Attempt<T, R> attempt, BatchResult<R> result) {
        locked(now -> flight.ended(attempt, result, now));
    }

    /** Runs what a writer left to be called at the end of its attempt. */
    void callHook(Runnable hook) {
        try {
            outside.callHook(hook);
        } catch (RuntimeException refused) {
            LOG.warn("no thread for an onCancel hook", refused);
        }
    }

    void tell(Consumer<BatchListener<T>> event) {
        BatchListener<T> listener = settings.listener();
        if (listener != null) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("a listener of the batcher failed", e);
            }
        }
    }

    Judge judge() {
        return judge;
    }
}
