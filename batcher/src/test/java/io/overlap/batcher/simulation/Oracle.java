package io.overlap.batcher.simulation;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.SaveException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Knows what every item was told and what its writer said, and says when the two cannot both be. */
final class Oracle {
    /** What is known of a key. */
    private static final class Key {
        @Nullable
        Given holder;

        int pending; // known to be accepted, or waiting to be
        int lastGiven = -1; // the highest number
        int lastSaved = -1;
    }

    private final Plan plan;
    private final LateClock clock;
    private final Trace trace;
    private final long deadlineNanos;
    private final Map<Integer, Key> keys = new HashMap<>();
    final List<Item> accepted = new ArrayList<>();
    private final ArrayDeque<Item> oldest = new ArrayDeque<>(); // known to be accepted, some of them ended
    private final Map<Outcome, Integer> ended = new EnumMap<>(Outcome.class);
    final List<Given> givens = new ArrayList<>();
    private int endedItems;
    private int cancelling; // calls that have not returned
    private int open; // batches that the writer has
    private int openItems;
    private long pendingBytes;
    private int lastGiven = -1;
    private long closeNanos = Long.MAX_VALUE; // when close gives up

    Oracle(Plan plan, LateClock clock, Trace trace) {
        this.plan = plan;
        this.clock = clock;
        this.trace = trace;
        this.deadlineNanos = plan.retry.itemDeadline().toNanos();
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, 0);
        }
    }

    // What clients do.

    void offered(Item item) {
        if (item.key != null) {
            key(item.key).pending++;
        }
    }

    void refused(Item item) {
        item.refused = true;
        trace.require(item.given == 0, () -> "refused, but given to the writer: " + item);
        if (item.key != null) {
            key(item.key).pending--;
        }
    }

    void accepted(Item item, CompletableFuture<Integer> future) {
        item.future = future;
        item.acceptedNanos = clock.nanoTime();
        accepted.add(item);
        oldest.add(item);
        pendingBytes += item.size + BatchPolicy.ITEM_OVERHEAD_BYTES;
        future.whenComplete((value, thrown) -> ended(item, value, thrown));
    }

    void cancelling(Item item) {
        item.cancelling++;
        cancelling++;
    }

    void cancelled(Item item, boolean withdrawn) {
        item.cancelling--;
        cancelling--;
        if (withdrawn) {
            item.withdrawn = true;
            trace.require(item.given == 0, () -> "cancelled after it was sent: " + item);
            trace.require(
                    !item.sealed || item.cancelling > 0 || item.ended == Outcome.CANCELLED,
                    () -> "cancelled after a flush passed: " + item);
        } else {
            trace.require(
                    item.given > 0 || item.ended != Outcome.CANCELLED, () -> "cancelled, but cancel says no: " + item);
        }
    }

    void closing(long byNanos) {
        closeNanos = Math.min(closeNanos, byNanos);
    }

    boolean isClosing() {
        return closeNanos != Long.MAX_VALUE;
    }

    long closeNanos() {
        return closeNanos;
    }

    int pending() {
        return accepted.size() - endedItems;
    }

    int cancelling() {
        return cancelling;
    }

    long pendingBytes() {
        return pendingBytes;
    }

    int ended(Outcome outcome) {
        return ended.getOrDefault(outcome, 0);
    }

    boolean keyHasRoom(@Nullable Integer key) {
        return key == null || key(key).pending < plan.keyPolicy.maxPendingPerKey();
    }

    int open() {
        return open;
    }

    int openItems() {
        return openItems;
    }

    private Key key(Integer key) {
        return keys.computeIfAbsent(key, unknown -> new Key());
    }

    /** The oldest item that has not ended, as far as is known. */
    @Nullable
    Item oldest() {
        while (!oldest.isEmpty() && oldest.element().ended != null) {
            oldest.remove();
        }
        return oldest.peek();
    }

    // What the writer is given.

    Given given(Batch<Item> batch, CompletableFuture<@Nullable BatchResult<Integer>> stage) {
        long remaining = batch.remaining().toNanos();
        Given given = new Given(givens.size(), batch, clock.nanoTime() + remaining, stage);
        trace.event(() -> "given " + given.number + ": " + batch.items());
        givens.add(given);
        open++;
        List<Item> items = batch.items();
        openItems += items.size();
        require(open <= plan.policy.maxInFlight(), "more than maxInFlight", given);
        require(!items.isEmpty() && items.size() <= plan.policy.maxItems(), "more than maxItems", given);
        long bytes = 0;
        int attempts = 0;
        for (Item item : items) {
            bytes += item.size;
            item.given++;
            again(item, given);
            item.last = given;
            attempts = Math.max(attempts, item.given);
            require(!item.refused, "item was refused", given);
            require(item.ended == null && item.must == null && !item.sealed, "item has ended", given);
            require(!item.withdrawn, "item was cancelled", given);
            inOrder(item, given);
        }
        require(bytes <= plan.policy.maxBytes(), "more than maxBytes", given);
        require(attempts == batch.attempt(), "attempt " + batch.attempt() + " instead of " + attempts, given);
        require(remaining <= plan.policy.attemptTimeout().toNanos(), "too much time", given);
        return given;
    }

    /** An item whose last batch is still open comes again only if nothing may be saved twice, or twice does no harm. */
    private void again(Item item, Given given) {
        Given last = item.last;
        if (last != null && !last.ended) {
            item.doubtful = true;
            require(
                    plan.retry.idempotent() && clock.nanoTime() >= last.overNanos,
                    "item is in another batch: " + item,
                    given);
        }
    }

    private void inOrder(Item item, Given given) {
        if (item.key != null) {
            Key key = key(item.key);
            require(key.holder == null || key.holder == given, "key " + item.key + " is in another batch", given);
            require(
                    key.holder != given || plan.keyPolicy.repeatsInBatch(),
                    "key " + item.key + " twice in a batch",
                    given);
            key.holder = given;
            require(item.given > 1 || item.number > key.lastGiven, "out of order in its key: " + item, given);
            require(item.outOfTurn || item.number > key.lastSaved, "a later one was saved before: " + item, given);
            key.lastGiven = Math.max(key.lastGiven, item.number);
        } else if (plan.benign && !plan.keyed && plan.order != Tasks.Order.ANY && item.given == 1) {
            require(item.number > lastGiven, "out of order: " + item, given);
            lastGiven = item.number;
        }
    }

    private void require(boolean holds, String promise, Given given) {
        trace.require(holds, () -> promise + ": batch " + given.number + " " + given.batch.items());
    }

    /** The writer's stage ends, now. */
    void answered(Given given, Answer answer) {
        trace.event(() -> "answered " + given.number + ": " + answer.verdicts()
                + (clock.nanoTime() < given.overNanos ? "" : " late"));
        given.ended = true;
        open--;
        List<Item> items = given.batch.items();
        openItems -= items.size();
        long now = clock.nanoTime();
        boolean heard = now < given.overNanos && now < closeNanos;
        boolean unheard = now > given.overNanos && clock.mostLateNanos() == 0;
        int lastSaved = -1;
        for (int i = items.size() - 1; i >= 0; i--) {
            Item item = items.get(i);
            if (item.key != null) {
                key(item.key).holder = null;
            }
            item.outOfTurn |= lastSaved > item.number;
            if (unheard) {
                item.doubtful = true;
            } else {
                item.said.add(answer.verdicts().get(i));
                if (now >= given.overNanos) {
                    item.said.add(Verdict.DOUBTFUL);
                }
                item.values.add(answer.values().get(i));
                if (heard) {
                    item.must = decided(item, answer.verdicts().get(i));
                    item.doubtful |= answer.verdicts().get(i) == Verdict.DOUBTFUL;
                    if (item.must == Outcome.SAVED) {
                        lastSaved = Math.max(lastSaved, item.number);
                        saved(item);
                    }
                }
            }
        }
    }

    private void saved(Item item) {
        if (item.key != null) {
            key(item.key).lastSaved = Math.max(key(item.key).lastSaved, item.number);
        }
    }

    private @Nullable Outcome decided(Item item, Verdict verdict) {
        return switch (verdict) {
            case SAVED -> Outcome.SAVED;
            case REJECTED -> Outcome.REJECTED;
            case FAILED ->
                item.doubtful ? Outcome.UNKNOWN : item.said.contains(Verdict.DOUBTFUL) ? null : Outcome.FAILED;
            case DOUBTFUL -> plan.retry.idempotent() ? null : Outcome.UNKNOWN;
            case AGAIN, SPLIT, BLAMED -> null;
        };
    }

    // What the futures tell.

    private void ended(Item item, @Nullable Integer value, @Nullable Throwable thrown) {
        trace.require(item.ended == null, () -> "ended twice: " + item);
        Outcome outcome = outcome(thrown);
        trace.event(() -> "ended " + item + ": " + outcome);
        item.ended = outcome;
        endedItems++;
        pendingBytes -= item.size + BatchPolicy.ITEM_OVERHEAD_BYTES;
        ended.merge(outcome, 1, Integer::sum);
        if (item.key != null) {
            key(item.key).pending--;
        }
        trace.require(
                item.must == null || item.must == outcome, () -> item + " ended " + outcome + ", not " + item.must);
        trace.require(isPossible(item, outcome), () -> describe(item, outcome));
        if (outcome == Outcome.SAVED) {
            trace.require(item.values.contains(value), () -> item + " has the value " + value + " of " + item.values);
        }
        if (thrown instanceof SaveException why) {
            trace.require(
                    why.attempts() == item.given,
                    () -> item + " was sent " + item.given + " times, not " + why.attempts());
        }
        trace.require(
                !plan.benign || outcome == Outcome.SAVED || outcome == Outcome.CANCELLED || isClosing(),
                () -> item + " was lost though nothing went wrong: " + outcome);
    }

    private static Outcome outcome(@Nullable Throwable thrown) {
        if (thrown == null) {
            return Outcome.SAVED;
        }
        if (thrown instanceof CancellationException) {
            return Outcome.CANCELLED;
        }
        if (thrown instanceof SaveException why) {
            return why.outcome();
        }
        throw new Violation("a future ended with " + thrown);
    }

    private String describe(Item item, Outcome outcome) {
        return item + " ended " + outcome + ", given " + item.given + " times, its writer said " + item.said
                + (item.doubtful ? ", in doubt" : "") + ", " + (clock.nanoTime() - item.offeredNanos) + " ns old";
    }

    private boolean isPossible(Item item, Outcome outcome) {
        long now = clock.nanoTime();
        Given last = item.last;
        boolean over = now >= closeNanos;
        boolean unanswered = last != null && !last.ended && (now >= last.overNanos || over);
        return switch (outcome) {
            case SAVED -> item.said.contains(Verdict.SAVED);
            case REJECTED -> item.said.contains(Verdict.REJECTED) || item.said.contains(Verdict.BLAMED);
            case FAILED -> item.given > 0 ? mayHaveFailed(item) : followsFailed(item);
            case EXPIRED -> item.given == 0 && now - item.offeredNanos >= deadlineNanos;
            case UNKNOWN ->
                item.given > 0 && (item.said.contains(Verdict.DOUBTFUL) || item.doubtful || unanswered || over);
            case UNDRAINED -> over && !item.doubtful;
            case CANCELLED -> item.given == 0; // and cancel says so when it returns
        };
    }

    private boolean mayHaveFailed(Item item) {
        if (item.said.contains(Verdict.FAILED)) {
            return true;
        }
        boolean old = clock.nanoTime() - item.offeredNanos >= deadlineNanos;
        return !item.doubtful && (old || followsFailed(item));
    }

    private boolean followsFailed(Item item) {
        return plan.keyed && plan.keyPolicy.failFollowing() && item.key != null;
    }
}
