package io.overlap.batcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;
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
    private static final long MOST_STALE_NANOS = 1_000_000_000;
    private static final long LEAST_STALE_NANOS = 1_000_000;
    private static final long STALE_PART = 1_000; // of the item deadline

    private final Settings<T, R> settings;
    private final BatchPolicy policy;
    private final @Nullable Function<? super T, ?> key;
    private final ToIntFunction<? super T> size;
    private final BatchClock clock;
    private final @Nullable SystemClock ownClock;
    private final Outside outside;
    private final Admission<T, R> admission;
    private final long lingerNanos;
    private final long itemDeadlineNanos;
    private final long staleNanos; // how long an arrived item may wait for its time to be counted

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean again; // a turn was asked for

    // Owned by the lock.
    private final Backlog<T, R> backlog;
    private final Counts counts = new Counts();
    private final Flushes flushes = new Flushes();
    private final Flight<T, R> flight;
    private final Waiting<T, R> waiting;
    private final Closing<T, R> closing;
    private List<Runnable> afterwards = new ArrayList<>();
    private List<Entry<T, R>> finished = new ArrayList<>();
    private boolean expiryKnown;
    private long nextExpiryNanos; // no item that waits is overdue before
    private boolean armed;
    private long armedNanos;
    private Runnable disarm = () -> {};

    Engine(Settings<T, R> settings) {
        this.settings = settings;
        policy = settings.policy();
        key = settings.key();
        size = settings.size();
        ownClock = settings.clock() == null ? new SystemClock() : null;
        clock = settings.clock() == null ? java.util.Objects.requireNonNull(ownClock) : settings.clock();
        outside = new Outside(settings.callbacks(), policy.maxInFlight() + 1);
        admission = new Admission<>(policy.maxPendingItems(), policy.maxPendingBytes(), new Entry<>(this, null, 0));
        lingerNanos = Durations.nanos("maxDelay", policy.maxDelay());
        itemDeadlineNanos = Durations.nanos("itemDeadline", settings.retry().itemDeadline());
        staleNanos = Math.max(LEAST_STALE_NANOS, Math.min(MOST_STALE_NANOS, itemDeadlineNanos / STALE_PART));
        long now = clock.nanoTime();
        backlog = key == null ? new FifoBacklog<>() : new KeyedBacklog<>(settings.keyPolicy(), now);
        flight = new Flight<>(this, settings, backlog, counts, now);
        waiting = new Waiting<>(this, admission, backlog, policy);
        closing = new Closing<>(this);
    }

    // What users call.

    CompletableFuture<R> save(T item) throws InterruptedException {
        Entry<T, R> entry = entry(item);
        if (key == null && admission.admit(entry.bytes)) {
            arrive(entry);
            return entry;
        }
        boolean inside = outside.isInside();
        Waiter<T, R> waiter = enter(entry, item, !inside, false);
        if (inside && waiter.refusal instanceof BatcherFullException full) {
            throw new WouldDeadlockException(
                    "save() would have to wait inside this batcher's own callback or writer: use"
                            + " trySave() or saveAsync() there; " + full.getMessage());
        }
        try {
            return waiter.accepted.get(); // the clock, or the end, refuses it at last
        } catch (InterruptedException e) {
            locked(now -> waiting.leave(waiter));
            if (!waiter.settled) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return result(waiter);
        } catch (ExecutionException e) {
            return result(waiter);
        }
    }

    private CompletableFuture<R> result(Waiter<T, R> waiter) {
        if (waiter.refusal != null) {
            throw waiter.refusal;
        }
        return waiter.entry;
    }

    @Nullable
    CompletableFuture<R> trySave(T item) {
        Entry<T, R> entry = entry(item);
        if (key == null) {
            if (!admission.admit(entry.bytes)) {
                return null;
            }
            arrive(entry);
            return entry;
        }
        Waiter<T, R> waiter = enter(entry, item, false, false);
        return waiter.refusal instanceof BatcherFullException ? null : result(waiter);
    }

    CompletionStage<CompletableFuture<R>> saveAsync(T item) {
        Entry<T, R> entry = entry(item);
        if (key == null && admission.admit(entry.bytes)) {
            arrive(entry);
            return CompletableFuture.completedStage(entry);
        }
        Waiter<T, R> waiter = enter(entry, item, true, true);
        if (!waiter.inLine && waiter.refusal instanceof BatcherClosedException) {
            throw waiter.refusal;
        }
        return waiter.accepted.minimalCompletionStage();
    }

    private Entry<T, R> entry(T item) {
        int bytes = size.applyAsInt(item);
        if (bytes < 0) {
            throw new IllegalArgumentException("size of an item is negative: " + bytes);
        }
        if (bytes > policy.maxBytes()) {
            throw new ItemTooLargeException("item > maxBytes: " + bytes + " > " + policy.maxBytes()
                    + " bytes: split it or raise maxBytes; the item was not accepted");
        }
        return new Entry<>(this, item, bytes);
    }

    private void arrive(Entry<T, R> entry) {
        admission.arrive(entry);
        if (admission.wantsTurn()) {
            pump();
        }
    }

    private Waiter<T, R> enter(Entry<T, R> entry, T item, boolean mayWait, boolean async) {
        Object itemKey = key == null ? null : key.apply(item);
        long deadline = clock.nanoTime() + Durations.nanos("maxWait", policy.maxWait());
        Waiter<T, R> waiter = new Waiter<>(entry, itemKey, deadline, async);
        locked(now -> waiting.enter(waiter, mayWait, now));
        return waiter;
    }

    CompletableFuture<Totals> flush() {
        CompletableFuture<Totals> flush = new CompletableFuture<>();
        Entry<T, R> mark = new Entry<>(this, null, 0);
        mark.flush = flush;
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
        if (outside.isInside()) {
            locked(now -> closing.waitInside());
            outside.runRest();
        }
        try {
            return closing.reported().get(nanos + 2 * Closing.GRACE_NANOS, java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            locked(now -> closing.turn(now, true));
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.TimeoutException e) {
            locked(now -> closing.turn(now, true)); // the clock handed in stands still, or the machine does
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        return closing.reported().join();
    }

    private void begin(long timeoutNanos) {
        locked(now -> {
            closing.begin(now, timeoutNanos);
            admission.close();
            waiting.refuseAll();
        });
    }

    BatcherStats stats() {
        lock.lock();
        try {
            return new BatcherStats(
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
                    flight.gate().isShut());
        } finally {
            lock.unlock();
            settle();
        }
    }

    /** Whether the item was never sent, and now never will be. */
    boolean withdraw(Entry<T, R> entry) {
        boolean[] withdrawn = {false};
        locked(now -> {
            if (entry.attempts == 0 && (entry.state == Entry.State.WAITING || entry.state == Entry.State.NEW)) {
                if (entry.state == Entry.State.WAITING) {
                    backlog.remove(entry);
                }
                account(entry, Outcome.CANCELLED);
                withdrawn[0] = true;
            }
        });
        return withdrawn[0];
    }

    // Turns.

    /** Asks for a turn, and takes it unless another thread holds the lock and will. */
    void pump() {
        again = true;
        settle();
    }

    private void settle() {
        while (again && lock.tryLock()) {
            List<Runnable> decided;
            try {
                turn(clock.nanoTime());
                decided = takeDecided();
            } finally {
                lock.unlock();
            }
            outside.runAll(decided);
        }
    }

    private void locked(LongConsumer change) {
        List<Runnable> decided;
        lock.lock();
        try {
            long now = clock.nanoTime();
            drain(now);
            change.accept(now);
            turn(now);
            decided = takeDecided();
        } finally {
            lock.unlock();
        }
        outside.runAll(decided);
        settle();
    }

    private List<Runnable> takeDecided() {
        if (afterwards.isEmpty()) {
            return List.of();
        }
        List<Runnable> decided = afterwards;
        afterwards = new ArrayList<>();
        return decided;
    }

    private void turn(long now) {
        again = false;
        drain(now);
        flight.timeOut(now);
        expire(now);
        backlog.wake(now);
        waiting.expire(now);
        waiting.letIn(now);
        drain(now);
        dispatch(now);
        handOver();
        closing.turn(now, false);
        publish(now);
        arm(now);
    }

    private void drain(long now) {
        for (Entry<T, R> entry = admission.poll(); entry != null; entry = admission.poll()) {
            if (entry.flush != null) {
                flushes.mark(entry.flush);
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
        entry.stampNanos = now;
        entry.epoch = flushes.arrived();
        backlog.add(entry);
        if (!expiryKnown) {
            expiryKnown = true;
            nextExpiryNanos = now + itemDeadlineNanos;
        }
    }

    private void expire(long now) {
        if (!expiryKnown || now - nextExpiryNanos < 0) {
            return;
        }
        long before = now - itemDeadlineNanos;
        List<Entry<T, R>> overdue = flight.expire(before);
        backlog.forEach(entry -> {
            if (entry.stampNanos - before <= 0) {
                overdue.add(entry);
            }
        });
        for (Entry<T, R> entry : overdue) {
            if (entry.state != Entry.State.ENDED) { // an earlier one of its key may have ended it
                if (entry.state == Entry.State.WAITING) {
                    backlog.remove(entry);
                }
                end(entry, unsaved(entry, Outcome.EXPIRED), entry.cause);
            }
        }
        long[] oldest = {flight.oldestNanos(now)};
        boolean[] some = {flight.inFlight() > 0};
        backlog.forEach(entry -> {
            some[0] = true;
            oldest[0] = entry.stampNanos - oldest[0] < 0 ? entry.stampNanos : oldest[0];
        });
        expiryKnown = some[0] || flight.hasParts();
        nextExpiryNanos = Math.max(oldest[0] + itemDeadlineNanos - now, staleNanos) + now;
    }

    /** The outcome of an item that waits and is given up. */
    private Outcome unsaved(Entry<T, R> entry, Outcome neverSent) {
        if (entry.doubtful) {
            return Outcome.UNKNOWN;
        }
        return entry.attempts == 0 || neverSent == Outcome.UNDRAINED ? neverSent : Outcome.FAILED;
    }

    private void dispatch(long now) {
        while (flight.hasPlace() && !(flight.gate().isShut() && flight.live() > 0)) {
            if (flight.hasParts()) {
                flight.launchPart(now);
            } else if (mayLeave(now)) {
                flight.launch(backlog.take(policy.maxItems(), policy.maxBytes()), null, now);
            } else {
                return;
            }
        }
    }

    private boolean mayLeave(long now) {
        Entry<T, R> oldest = backlog.oldest();
        if (oldest == null) {
            return false;
        }
        if (flight.gate().isShut()) {
            return now - flight.gate().probeAtNanos() >= 0;
        }
        boolean flushed = oldest.epoch != null && oldest.epoch.isClosed();
        if (flushed || isFull() || waiting.size() > 0 || closing.hasBegun()) {
            return true;
        }
        return lingerNanos == 0 ? partialMayLeave() : now - oldest.stampNanos >= lingerNanos;
    }

    private boolean isFull() {
        return backlog.items() >= policy.maxItems() || backlog.bytes() >= policy.maxBytes();
    }

    private boolean partialMayLeave() {
        return flight.live() < policy.partialInFlight();
    }

    /** What has ended is told in one task. */
    private void handOver() {
        if (!finished.isEmpty()) {
            List<Entry<T, R>> ended = finished;
            finished = new ArrayList<>();
            callback(() -> ended.forEach(Entry::finish));
        }
        for (CompletableFuture<Totals> flush : flushes.over()) {
            Totals totals = totals();
            callback(() -> flush.complete(totals));
        }
    }

    /** Says how many must arrive for a saver to ask for a turn. */
    private void publish(long now) {
        Gate gate = flight.gate();
        boolean alarmed = gate.isShut() && (flight.live() > 0 || now - gate.probeAtNanos() < 0);
        if (closing.hasBegun()) {
            admission.publish(1, 1);
        } else if (alarmed || !flight.hasPlace()) {
            admission.publish(Integer.MAX_VALUE, Long.MAX_VALUE);
        } else if (gate.isShut() || (lingerNanos == 0 ? partialMayLeave() : backlog.items() == 0)) {
            admission.publish(1, 1);
        } else {
            admission.publish(
                    Math.max(1, policy.maxItems() - backlog.items()), Math.max(1, policy.maxBytes() - backlog.bytes()));
        }
        if (admission.missed()) {
            again = true;
        }
    }

    /** One wake-up, at the earliest time at which something changes by itself. */
    private void arm(long now) {
        long delay =
                Math.min(Math.min(flight.nextTimeoutNanos(now), waiting.nextExpiryNanos(now)), closing.nextNanos(now));
        Entry<T, R> oldest = backlog.oldest();
        if (closing.isOver()) {
            delay = Backlog.NEVER;
        } else {
            if (expiryKnown) {
                delay = Math.min(delay, Math.max(0, nextExpiryNanos - now));
            }
            if (flight.inFlight() > 0) {
                delay = Math.min(delay, staleNanos); // what arrives unseen has its time counted
            }
            if (flight.hasPlace()) {
                delay = Math.min(delay, backlog.nextWakeNanos(now));
                if (flight.gate().isShut()) {
                    delay = flight.live() > 0
                            ? delay
                            : Math.min(delay, Math.max(0, flight.gate().probeAtNanos() - now));
                } else if (oldest != null && lingerNanos > 0) {
                    delay = Math.min(delay, Math.max(0, oldest.stampNanos + lingerNanos - now));
                }
            }
        }
        if (delay != Backlog.NEVER && (!armed || now + delay - armedNanos < 0)) {
            disarm.run();
            armed = true;
            armedNanos = now + delay;
            disarm = clock.schedule(this::wake, delay);
        }
    }

    private void wake() {
        locked(now -> armed = false);
    }

    // What a turn decides, by its parts.

    void launch(Attempt<T, R> attempt) {
        afterwards(() -> {
            try {
                outside.call(settings.blocking(), () -> attempt.begin(settings.writer()));
            } catch (RuntimeException refused) {
                locked(now -> flight.refused(attempt, refused, now));
            }
        });
    }

    /** Has something done without the lock. */
    void afterwards(Runnable task) {
        afterwards.add(task);
    }

    /** Has user code called that the end waits for. */
    void callback(Runnable user) {
        Runnable counted = closing.callback(user);
        afterwards(() -> outside.call(counted));
    }

    void later(Consumer<BatchListener<T>> event) {
        if (settings.listener() != null) {
            callback(() -> tell(event));
        }
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

    void putBack(List<Entry<T, R>> entries, long[] readyAt, long now) {
        for (Entry<T, R> entry : entries) {
            entry.state = Entry.State.WAITING;
            long due = entry.stampNanos + itemDeadlineNanos;
            if (!expiryKnown || due - nextExpiryNanos < 0) {
                expiryKnown = true;
                nextExpiryNanos = due;
            }
        }
        backlog.putBack(entries, readyAt, now);
    }

    void end(Entry<T, R> entry, Outcome outcome, @Nullable Throwable cause) {
        entry.cause = cause;
        account(entry, outcome);
        finished.add(entry);
        if (key != null && settings.keyPolicy().failFollowing() && isFailure(outcome)) {
            IllegalStateException why =
                    new IllegalStateException("an earlier item of its key was not saved: " + outcome, cause);
            for (Entry<T, R> following : backlog.following(entry)) {
                backlog.remove(following);
                following.cause = why;
                account(following, unsaved(following, Outcome.FAILED));
                finished.add(following);
            }
        }
    }

    private static boolean isFailure(Outcome outcome) {
        return switch (outcome) {
            case REJECTED, FAILED, EXPIRED, UNKNOWN -> true;
            default -> false;
        };
    }

    /** The one place in which an item ends, but for {@link #endSaved}. */
    private void account(Entry<T, R> entry, Outcome outcome) {
        entry.state = Entry.State.ENDED;
        entry.outcome = outcome;
        counts.end(outcome, 1);
        admission.release(1, entry.bytes);
        if (entry.epoch != null) {
            entry.epoch.open--;
        }
        backlog.ended(entry);
        closing.ended(entry);
    }

    /** As {@link #end} for all items of an attempt, without a look at each. */
    void endSaved(Attempt<T, R> attempt, @Nullable List<@Nullable R> values) {
        Entry<T, R>[] entries = attempt.entries;
        counts.end(Outcome.SAVED, entries.length);
        admission.release(entries.length, attempt.bytes);
        if (attempt.epoch != null) {
            attempt.epoch.open -= entries.length;
        }
        if (attempt.epoch == null || key != null) {
            for (Entry<T, R> entry : entries) {
                if (attempt.epoch == null && entry.epoch != null) {
                    entry.epoch.open--;
                }
                backlog.ended(entry);
            }
        }
        callback(() -> {
            for (int i = 0; i < entries.length; i++) {
                entries[i].finishSaved(values == null ? null : values.get(i));
            }
        });
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
            end(entry, unsaved(entry, Outcome.UNDRAINED), entry.cause);
        });
        handOver();
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

    void callOutside(Runnable user) {
        outside.call(user);
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

    /** What an answer means for its batch. */
    BatchResult<R> judge(Attempt<T, R> attempt, @Nullable BatchResult<R> result, @Nullable Throwable thrown) {
        int items = attempt.entries.length;
        if (thrown != null) {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            return isRetryable(cause) ? BatchResult.retry(cause) : BatchResult.failed(cause);
        }
        if (result == null) {
            return BatchResult.unknown(new NullPointerException("the writer answered null"));
        }
        if (result.values != null && result.values.size() != items) {
            return misfit(result.values.size() + " values for " + items + " items");
        }
        Map<Integer, ItemResult<R>> each = result.each;
        if (each != null) {
            for (int index : each.keySet()) {
                if (index < 0 || index >= items) {
                    return misfit("index " + index + " for " + items + " items");
                }
            }
        }
        return result;
    }

    private boolean isRetryable(Throwable cause) {
        try {
            return settings.retry().retryOn().test(cause);
        } catch (RuntimeException e) {
            LOG.warn("retryOn failed", e);
            return false;
        }
    }

    private BatchResult<R> misfit(String how) {
        locked(now -> counts.misfits++);
        return BatchResult.unknown(new IllegalStateException("the writer's answer does not fit its batch: " + how));
    }
}
