package io.overlap.batcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where items end: counted, their room given back, their futures handed to one task a turn. Owned by the engine's lock. */
final class Endings<T, R> {
    private final Engine<T, R> engine;
    private final Admission<T, R> admission;
    private final Backlog<T, R> backlog;
    private final Counts counts;
    private final Flushes flushes;
    private final Closing<T, R> closing;
    private final boolean keyed;
    private final boolean failFollowing;
    private List<Entry<T, R>> finished = new ArrayList<>();

    Endings(
            Engine<T, R> engine,
            Settings<T, R> settings,
            Admission<T, R> admission,
            Backlog<T, R> backlog,
            Counts counts,
            Flushes flushes,
            Closing<T, R> closing) {
        this.engine = engine;
        this.admission = admission;
        this.backlog = backlog;
        this.counts = counts;
        this.flushes = flushes;
        this.closing = closing;
        this.keyed = settings.key() != null;
        this.failFollowing = keyed && settings.keyPolicy().failFollowing();
    }

    /** Its answer is the writer's value, or why it was not saved. */
    void end(Entry<T, R> entry, Outcome outcome, @Nullable Object answer) {
        finish(entry, outcome, answer);
        if (failFollowing && isFailure(outcome) && !closing.hasAbandoned()) {
            Throwable why =
                    new IllegalStateException("an earlier item of its key was not saved: " + outcome, entry.cause());
            for (Entry<T, R> following : backlog.following(entry)) {
                backlog.remove(following);
                finish(following, unsaved(following, Outcome.FAILED), why);
            }
        }
    }

    private static boolean isFailure(Outcome outcome) {
        return switch (outcome) {
            case REJECTED, FAILED, EXPIRED, UNKNOWN -> true;
            case SAVED, CANCELLED, UNDRAINED -> false;
        };
    }

    private void finish(Entry<T, R> entry, Outcome outcome, @Nullable Object answer) {
        entry.answer = answer;
        account(entry, outcome);
        leaveEpoch(entry);
        finished.add(entry);
    }

    /** An item that waits is given up: what it ends as, if {@code neverSent} is for one that was never sent. */
    static Outcome unsaved(Entry<?, ?> entry, Outcome neverSent) {
        if (entry.doubtful) {
            return Outcome.UNKNOWN;
        }
        return entry.attempts == 0 || neverSent == Outcome.UNDRAINED ? neverSent : Outcome.FAILED;
    }

    /** Its future is about to be cancelled by whoever withdraws it. */
    void withdrawn(Entry<T, R> entry) {
        account(entry, Outcome.CANCELLED);
    }

    private void account(Entry<T, R> entry, Outcome outcome) {
        entry.state = Entry.State.ENDED;
        entry.outcome = outcome;
        counts.end(outcome, 1);
        admission.release(1, entry.bytes);
        backlog.ended(entry);
        closing.ended(entry);
    }

    /** No flush has to wait for it any more. */
    void leaveEpoch(Entry<T, R> entry) {
        if (entry.epoch != null) {
            entry.epoch.open--;
        }
    }

    /** All items of an attempt are saved: as {@link #account}, but without a look at each where that can be. */
    void endSaved(Attempt<T, R> attempt, @Nullable List<@Nullable R> values) {
        Entry<T, R>[] entries = attempt.entries;
        counts.end(Outcome.SAVED, entries.length);
        admission.release(entries.length, attempt.bytes);
        if (attempt.epoch != null) {
            attempt.epoch.open -= entries.length;
        } else {
            for (Entry<T, R> entry : entries) {
                leaveEpoch(entry);
            }
        }
        if (keyed) {
            for (Entry<T, R> entry : entries) {
                backlog.ended(entry);
            }
        }
        engine.callback(() -> {
            for (int i = 0; i < entries.length; i++) {
                entries[i].finishSaved(values == null ? null : values.get(i));
            }
        });
    }

    /** Has the futures told of what ended, and then the flushes that are over. */
    void handOver() {
        if (!finished.isEmpty()) {
            List<Entry<T, R>> ended = finished;
            finished = new ArrayList<>();
            engine.callback(() -> ended.forEach(Entry::finish));
        }
        for (CompletableFuture<Totals> flush : flushes.over()) {
            Totals totals = engine.totals();
            engine.callback(() -> flush.complete(totals));
        }
    }
}
