package io.overlap.batcher.simulation;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatcherClosedException;
import io.overlap.batcher.BatcherFullException;
import io.overlap.batcher.BatcherStats;
import io.overlap.batcher.CloseReport;
import io.overlap.batcher.ItemTooLargeException;
import io.overlap.batcher.Totals;
import io.overlap.batcher.WouldDeadlockException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Calls the batcher, from outside and from its own callbacks, and expects what it promises. */
final class Client {
    private final Plan plan;
    private final LateClock clock;
    private final Tasks tasks;
    private final Oracle oracle;
    private final Trace trace;
    private final AsyncBatcher<Item, Integer> batcher;
    private int offered;
    private int waiting; // stages of saveAsync that have not ended
    private int barriers; // flushes that have not ended
    private boolean closed; // a call of close has returned
    private @Nullable CloseReport<Item> report;

    Client(Plan plan, LateClock clock, Tasks tasks, Oracle oracle, Trace trace, AsyncBatcher<Item, Integer> batcher) {
        this.plan = plan;
        this.clock = clock;
        this.tasks = tasks;
        this.oracle = oracle;
        this.trace = trace;
        this.batcher = batcher;
    }

    int offered() {
        return offered;
    }

    int waiting() {
        return waiting;
    }

    int barriers() {
        return barriers;
    }

    @Nullable
    CloseReport<Item> report() {
        return report;
    }

    private Item nextItem() {
        Integer key = plan.keyed && plan.percent(95) ? plan.random.nextInt(plan.keys) : null;
        Item item = new Item(offered++, plan.itemSize(), key, plan.percent(3), clock.nanoTime());
        oracle.offered(item);
        return item;
    }

    /** Offers an item in one of the three ways. */
    void offer() {
        int way = plan.random.nextInt(3);
        Item item = nextItem();
        boolean inside = tasks.isInside();
        boolean room = hasRoom(item);
        boolean known = closed;
        try {
            if (way == 0 && (inside || room || plan.policy.maxWait().isZero())) {
                save(item, inside);
            } else if (way == 1) {
                saveAsync(item, inside);
            } else {
                trySave(item, inside);
            }
            trace.require(!known || item.refused, () -> "accepted after close: " + item);
            trace.require(
                    item.size <= plan.policy.maxBytes() || item.refused, () -> "accepted, but too large: " + item);
        } catch (BatcherClosedException e) {
            oracle.refused(item);
            trace.require(oracle.isClosing(), () -> "closed, but close was not called");
        } catch (ItemTooLargeException e) {
            oracle.refused(item);
            trace.require(item.size > plan.policy.maxBytes(), () -> "not too large: " + item);
        } catch (BatcherFullException | WouldDeadlockException e) {
            oracle.refused(item);
            trace.require(!room, () -> "there was room for " + item + ", but " + e);
            trace.require(e instanceof BatcherFullException || mayBeInside(inside), () -> "not inside, but " + e);
            if (e instanceof WouldDeadlockException) {
                plan.sees(Fault.INSIDE_SAVE_REFUSED);
            }
        } catch (InterruptedException e) {
            trace.violated("interrupted");
        }
    }

    /** What an executor refuses is run by the batcher where it is, and that is inside too. */
    private boolean mayBeInside(boolean inside) {
        return inside || plan.faults.contains(Fault.EXECUTOR_REFUSES);
    }

    private void save(Item item, boolean inside) throws InterruptedException {
        trace.event(() -> "save " + item);
        accepted(item, batcher.save(item));
        if (inside) {
            plan.sees(Fault.INSIDE_SAVE);
        }
    }

    private void trySave(Item item, boolean inside) {
        boolean room = hasRoom(item);
        boolean overtakes = !plan.keyed && batcher.stats().waiting() > 0;
        CompletableFuture<Integer> future = batcher.trySave(item);
        trace.event(() -> "trySave " + item + (future == null ? " refused" : ""));
        if (future != null) {
            trace.require(!overtakes, () -> "overtook those who wait: " + item);
            accepted(item, future);
        } else {
            oracle.refused(item);
            trace.require(!room, () -> "there was room for " + item);
        }
        if (inside) {
            plan.sees(Fault.INSIDE_TRY_SAVE);
        }
    }

    private void saveAsync(Item item, boolean inside) {
        trace.event(() -> "saveAsync " + item);
        waiting++;
        try {
            batcher.saveAsync(item).whenComplete((future, refused) -> {
                waiting--;
                if (future != null) {
                    accepted(item, future);
                } else {
                    trace.event(() -> "refused " + item + ": " + refused);
                    oracle.refused(item);
                    Throwable why = refused instanceof CompletionException ? refused.getCause() : refused;
                    trace.require(
                            why instanceof BatcherFullException
                                    || (why instanceof BatcherClosedException && oracle.isClosing()),
                            () -> "saveAsync refused with " + why);
                }
            });
        } catch (RuntimeException e) {
            waiting--;
            throw e;
        }
        if (inside) {
            plan.sees(Fault.INSIDE_SAVE_ASYNC);
        }
    }

    private void accepted(Item item, CompletableFuture<Integer> future) {
        oracle.accepted(item, future);
        if (plan.happens(Fault.FUTURE_CALLS, 10)) {
            future.whenComplete((value, thrown) -> {
                if (plan.faults.contains(Fault.FUTURE_CALLS)) {
                    call();
                }
            });
        }
    }

    /** Whether there is room for certain, so that a save must not wait. */
    private boolean hasRoom(Item item) {
        if (oracle.isClosing() || !oracle.keyHasRoom(item.key)) {
            return false;
        }
        BatcherStats stats = batcher.stats();
        return stats.totals().pending() < plan.policy.maxPendingItems()
                && stats.pendingBytes() + item.size + BatchPolicy.ITEM_OVERHEAD_BYTES <= plan.policy.maxPendingBytes()
                && stats.waiting() == 0
                && item.size <= plan.policy.maxBytes();
    }

    void cancel() {
        if (oracle.accepted.isEmpty()) {
            return;
        }
        List<Item> items = oracle.accepted;
        int last = items.size() - 1;
        Item item = items.get(last - plan.random.nextInt(Math.min(items.size(), 30)));
        CompletableFuture<Integer> future = item.future;
        if (future != null) {
            oracle.cancelling(item);
            boolean withdrawn = future.cancel(plan.percent(50));
            trace.event(() -> "cancel " + item + ": " + withdrawn);
            oracle.cancelled(item, withdrawn);
        }
        if (tasks.isInside()) {
            plan.sees(Fault.INSIDE_CANCEL);
        }
    }

    void flush() {
        trace.event(() -> "flush");
        List<Item> before = new ArrayList<>();
        for (Item item : oracle.accepted.subList(
                Math.max(0, oracle.accepted.size() - 2 * plan.policy.maxPendingItems()), oracle.accepted.size())) {
            if (item.ended == null) {
                before.add(item);
            }
        }
        barriers++;
        batcher.flush().whenComplete((totals, thrown) -> {
            barriers--;
            trace.event(() -> "flushed");
            trace.require(thrown == null && totals.addUp(), () -> "flush ended with " + thrown + " " + totals);
            before.forEach(this::seal);
        });
        if (tasks.isInside()) {
            plan.sees(Fault.INSIDE_FLUSH);
        }
    }

    private void seal(Item item) {
        item.sealed = true;
        boolean told = plan.order != Tasks.Order.ANY && !plan.faults.contains(Fault.EXECUTOR_REFUSES);
        trace.require(!told || item.ended != null, () -> "flushed before the end of " + item);
    }

    void close(Duration timeout) {
        trace.event(() -> "close within " + timeout);
        long by = clock.nanoTime() + timeout.toNanos();
        oracle.closing(by);
        if (timeout.isZero()) {
            plan.sees(Fault.CLOSE_AT_ONCE);
        }
        batcher.closeAsync(timeout).whenComplete((told, thrown) -> closed(told, thrown));
        closed = true;
    }

    private void closed(@Nullable CloseReport<Item> told, @Nullable Throwable thrown) {
        trace.event(() -> "closed");
        trace.require(
                told != null && (report == null || report.equals(told)), () -> "close told " + told + " " + thrown);
        if (report == null && told != null && clock.nanoTime() < oracle.closeNanos()) {
            trace.require(
                    oracle.pending() <= oracle.cancelling(),
                    () -> oracle.pending() + " futures not ended before close");
        }
        report = told;
    }

    /** Any call, from wherever this is. */
    void call() {
        switch (plan.random.nextInt(12)) {
            case 0, 1, 2, 3, 4, 5, 6 -> offer();
            case 7 -> flush();
            case 8, 9, 10 -> cancel();
            default -> {
                if (!plan.benign && plan.happens(Fault.INSIDE_CLOSE, 20)) {
                    close(Duration.ofMillis(plan.random.nextInt(20)));
                }
            }
        }
    }

    void checkFlushed(Totals totals) {
        trace.require(barriers == 0, () -> barriers + " flushes did not end: " + totals);
    }
}
