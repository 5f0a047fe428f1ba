package io.overlap.batcher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The batches in flight, and what their answers mean. Owned by the engine's lock.
 *
 * <p>An attempt takes a place from its launch until the writer's stage has ended. When its time is over first it is stuck: its
 * items have their outcome (or wait again, if the writer is idempotent), its place and keys stay taken.
 */
final class Flight<T, R> {
    private final Engine<T, R> engine;
    private final BatchPolicy policy;
    private final boolean idempotent;
    private final boolean keyed;
    private final long timeoutNanos;
    private final Backlog<T, R> backlog;
    private final Counts counts;
    private final Endings<T, R> endings;
    private final Backoff backoff;
    private final Gate gate;
    private final List<Attempt<T, R>> flying = new ArrayList<>();
    private final Families<T, R> families;
    private int stuck;

    Flight(
            Engine<T, R> engine,
            Settings<T, R> settings,
            Backlog<T, R> backlog,
            Counts counts,
            Endings<T, R> endings,
            long nowNanos) {
        this.engine = engine;
        this.policy = settings.policy();
        this.idempotent = settings.retry().idempotent();
        this.keyed = settings.key() != null;
        this.timeoutNanos = Durations.nanos("attemptTimeout", policy.attemptTimeout());
        this.backlog = backlog;
        this.counts = counts;
        this.endings = endings;
        this.families = new Families<>(engine, backlog, endings);
        this.backoff = new Backoff(settings.retry(), settings.seed(), nowNanos);
        this.gate = new Gate(backoff);
    }

    int inFlight() {
        return flying.size();
    }

    int stuck() {
        return stuck;
    }

    /** Those that are not stuck. */
    int live() {
        return flying.size() - stuck;
    }

    boolean hasPlace() {
        return flying.size() < policy.maxInFlight();
    }

    Gate gate() {
        return gate;
    }

    boolean hasParts() {
        return !families.isEmpty();
    }

    /** Nanoseconds until the next attempt's time is over. */
    long nextTimeoutNanos(long nowNanos) {
        long next = Backlog.NEVER;
        for (Attempt<T, R> attempt : flying) {
            next = attempt.stuck ? next : Math.min(next, Math.max(0, attempt.leftNanos(nowNanos)));
        }
        return next;
    }

    void launchPart(long nowNanos) {
        Family<T, R> family = families.remove();
        launch(family.next(), family, nowNanos);
    }

    void launch(Entry<T, R>[] entries, @Nullable Family<T, R> family, long nowNanos) {
        Attempt<T, R> attempt = new Attempt<>(engine, entries, family, nowNanos, timeoutNanos, gate.isShut());
        if (attempt.attempt() == 1) {
            backoff.earn(entries.length);
        }
        flying.add(attempt);
        counts.batches++;
        counts.items += entries.length;
        engine.launch(attempt);
    }

    // What becomes of an attempt.

    /** Its stage has ended. */
    void ended(Attempt<T, R> attempt, BatchResult<R> result, long nowNanos) {
        if (!flying.remove(attempt)) {
            return;
        }
        if (attempt.stuck) {
            stuck--;
            counts.late += attempt.isDropped() ? 0 : 1;
            engine.later(
                    List.of(listener -> listener.stuckEnded(attempt, engine.since(attempt.startNanos + timeoutNanos))));
        } else {
            engine.later(List.of(listener -> listener.batchEnded(
                    attempt, result.kind.name().toLowerCase(Locale.ROOT), engine.since(attempt.startNanos))));
            counts.misfits += result.isMisfit() ? 1 : 0;
            apply(attempt, result, nowNanos);
        }
        releaseKeys(attempt);
    }

    /** The executor did not take it. */
    void refused(Attempt<T, R> attempt, Throwable cause, long nowNanos) {
        if (!attempt.drop()) {
            ended(attempt, BatchResult.saved(), nowNanos); // its time was over before: only its place is left
        } else if (flying.remove(attempt)) {
            unsend(attempt);
            away(attempt, cause, 0, nowNanos);
            releaseKeys(attempt);
        }
    }

    private void unsend(Attempt<T, R> attempt) {
        for (Entry<T, R> entry : attempt.entries) {
            entry.attempts--;
        }
    }

    private void releaseKeys(Attempt<T, R> attempt) {
        if (keyed && attempt.keepsKeys) {
            attempt.keepsKeys = false;
            for (Entry<T, R> entry : attempt.entries) {
                backlog.release(entry);
            }
        }
    }

    /** Ends attempts whose time is over. */
    void timeOut(long nowNanos) {
        for (Attempt<T, R> attempt : List.copyOf(flying)) {
            if (!attempt.stuck && attempt.leftNanos(nowNanos) <= 0) {
                timeOut(attempt, nowNanos);
            }
        }
    }

    private void timeOut(Attempt<T, R> attempt, long nowNanos) {
        Throwable cause = new TimeoutException("no answer within " + policy.attemptTimeout());
        boolean unsent = getStuck(attempt);
        if (unsent) {
            unsend(attempt);
            away(attempt, new TimeoutException("not begun within " + policy.attemptTimeout()), 0, nowNanos);
            releaseKeys(attempt);
        } else if (idempotent) {
            doubt(attempt.entries);
            away(attempt, cause, 0, nowNanos);
        } else {
            endAll(attempt.entries, Outcome.UNKNOWN, cause);
            dissolve(attempt, nowNanos);
        }
    }

    /** Returns whether its writer was not called, and never will be. */
    private boolean getStuck(Attempt<T, R> attempt) {
        boolean unsent = attempt.drop();
        attempt.stuck = true;
        stuck++;
        Consumer<BatchListener<T>> stuckStarted = listener -> listener.stuckStarted(attempt);
        Consumer<BatchListener<T>> batchEnded =
                listener -> listener.batchEnded(attempt, "unknown", engine.since(attempt.startNanos));
        engine.later(unsent ? List.of(stuckStarted) : List.of(batchEnded, stuckStarted));
        engine.afterwards(attempt::cancel);
        return unsent;
    }

    /** The batcher's time to close is over: gives up all that is out or waits in parts. */
    void abandon(long nowNanos) {
        Throwable cause = new TimeoutException("no answer when the batcher's time to close was over");
        for (Attempt<T, R> attempt : List.copyOf(flying)) {
            dissolve(attempt, nowNanos);
            if (!attempt.stuck) {
                boolean unsent = getStuck(attempt);
                if (unsent) {
                    unsend(attempt);
                }
                for (Entry<T, R> entry : attempt.entries) {
                    endings.end(
                            entry,
                            unsent && !entry.doubtful ? Outcome.UNDRAINED : Outcome.UNKNOWN,
                            unsent ? null : cause);
                }
            }
        }
        families.dissolveAll(nowNanos);
    }

    private void dissolve(Attempt<T, R> attempt, long nowNanos) {
        families.putBack(attempt.family, List.of(), new long[0], nowNanos);
    }

    private void apply(Attempt<T, R> attempt, BatchResult<R> result, long nowNanos) {
        Throwable cause = result.cause;
        Entry<T, R>[] entries = attempt.entries;
        switch (result.kind) {
            case SAVED -> {
                saved(attempt.family, nowNanos);
                endings.endSaved(attempt, result.values);
            }
            case EACH -> each(attempt, result, nowNanos);
            case RETRY -> away(attempt, cause, result.notBeforeNanos, nowNanos);
            case UNKNOWN -> {
                if (idempotent) {
                    doubt(entries);
                    away(attempt, cause, 0, nowNanos);
                } else {
                    endAll(entries, Outcome.UNKNOWN, cause);
                }
            }
            case FAILED -> {
                for (Entry<T, R> entry : entries) { // one whose earlier end was not learned may be saved nevertheless
                    endings.end(entry, Endings.unsaved(entry, Outcome.FAILED), cause);
                }
            }
            case TOO_LARGE -> {
                if (entries.length == 1) {
                    endAll(entries, Outcome.REJECTED, cause);
                } else {
                    counts.splits++;
                    families.halve(attempt);
                    return;
                }
            }
            case POISONED -> {
                if (entries.length == 1) {
                    if (!families.blame(attempt, cause)) {
                        away(attempt, cause, 0, nowNanos);
                    }
                } else {
                    counts.splits++;
                    families.halve(attempt);
                    return;
                }
            }
        }
        families.goOn(attempt.family);
    }

    private void each(Attempt<T, R> attempt, BatchResult<R> result, long nowNanos) {
        List<Entry<T, R>> again = new ArrayList<>();
        List<Long> notBefore = new ArrayList<>();
        boolean saved = false;
        boolean heard = false;
        for (int i = 0; i < attempt.entries.length; i++) {
            Entry<T, R> entry = attempt.entries[i];
            ItemResult<R> item = result.each == null ? null : result.each.get(i);
            if (item == null) {
                counts.misfits++;
                item = ItemResult.unknown(new IllegalStateException("not answered: index " + i));
            }
            ItemResult.Kind kind = item.kind;
            saved |= kind == ItemResult.Kind.SAVED;
            heard |= kind == ItemResult.Kind.REJECT;
            if (kind == ItemResult.Kind.RETRY || (kind == ItemResult.Kind.UNKNOWN && idempotent)) {
                entry.doubtful |= kind == ItemResult.Kind.UNKNOWN;
                entry.answer = item.cause;
                again.add(entry);
                notBefore.add(item.notBeforeNanos);
            } else {
                endings.end(entry, outcome(kind), kind == ItemResult.Kind.SAVED ? item.value : item.cause);
            }
        }
        if (saved) {
            saved(attempt.family, nowNanos);
        } else if (heard) {
            openGate(nowNanos);
        }
        if (!again.isEmpty()) {
            pause(attempt, again, notBefore, nowNanos);
        }
    }

    private static Outcome outcome(ItemResult.Kind kind) {
        return switch (kind) {
            case SAVED -> Outcome.SAVED;
            case REJECT -> Outcome.REJECTED;
            default -> Outcome.UNKNOWN;
        };
    }

    /** Some items go back, to be sent after a pause and as the budget allows. */
    private void pause(Attempt<T, R> attempt, List<Entry<T, R>> again, List<Long> notBefore, long nowNanos) {
        counts.retries += again.size();
        long pause = Math.max(backoff.pauseNanos(attempt.attempt()), backoff.spendNanos(again.size(), nowNanos));
        long[] readyAt = new long[again.size()];
        for (int i = 0; i < readyAt.length; i++) {
            readyAt[i] = nowNanos + Math.max(pause, notBefore.get(i));
        }
        families.putBack(attempt.family, again, readyAt, nowNanos);
    }

    /** The writer is away: all items go back, and the gate shuts. */
    private void away(Attempt<T, R> attempt, @Nullable Throwable cause, long notBeforeNanos, long nowNanos) {
        counts.retries += attempt.entries.length;
        for (Entry<T, R> entry : attempt.entries) {
            entry.answer = cause;
        }
        long[] readyAt = new long[attempt.entries.length];
        Arrays.fill(readyAt, nowNanos);
        families.putBack(attempt.family, Arrays.asList(attempt.entries), readyAt, nowNanos);
        if (gate.shut(nowNanos, notBeforeNanos, attempt.probe)) {
            engine.outageStarted(cause);
        }
    }

    private void openGate(long nowNanos) {
        if (gate.mayOpen(nowNanos)) {
            engine.outageEnded(gate.open(nowNanos));
        }
    }

    private void endAll(Entry<T, R>[] entries, Outcome outcome, @Nullable Throwable cause) {
        for (Entry<T, R> entry : entries) {
            endings.end(entry, outcome, cause);
        }
    }

    private void doubt(Entry<T, R>[] entries) {
        for (Entry<T, R> entry : entries) {
            entry.doubtful = true;
        }
    }

    private void saved(@Nullable Family<T, R> family, long nowNanos) {
        families.saved(family);
        openGate(nowNanos);
    }

    // What waits to be sent in parts.

    /** Takes out the items of parts that are older than a moment. */
    List<Entry<T, R>> expire(long beforeNanos) {
        return families.expire(beforeNanos);
    }

    /** The oldest item that waits in a part. */
    long oldestNanos(long otherwise) {
        long oldest = families.oldestNanos(otherwise);
        for (Attempt<T, R> attempt : flying) {
            oldest = attempt.family == null ? oldest : attempt.family.oldestNanos(oldest);
        }
        return oldest;
    }
}
