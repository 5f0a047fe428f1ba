package io.overlap.batcher.simulation;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatcherStats;
import io.overlap.batcher.CloseReport;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.Totals;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batcher, its clients, its writer and its clock, on one thread, in an order that the seed decides; and an oracle that looks
 * after every step. {@code new Simulation(seed).run()} repeats a failure exactly.
 */
public final class Simulation {
    private static final int STEPS = 8 * Plan.ITEMS;
    private static final long GRACE_NANOS = 100_000_000; // that a close may take beyond its time
    private static final long SLACK_NANOS = 25_000_000; // deadlines are counted to a thousandth

    private final long seed;

    public Simulation(long seed) {
        this.seed = seed;
    }

    /** Runs the seed; a failure is repeated with its last events in the message. */
    public void run() {
        faultsOf();
    }

    /** Runs the seed, and tells what went wrong in it that was to go wrong. */
    Set<Fault> faultsOf() {
        try {
            Run run = new Run(seed, false);
            run.run();
            return EnumSet.copyOf(run.plan.seen.isEmpty() ? EnumSet.noneOf(Fault.class) : run.plan.seen);
        } catch (Violation | RuntimeException found) {
            throw repeated(found);
        }
    }

    private Violation repeated(Throwable found) {
        Run run = new Run(seed, true);
        Throwable again = found;
        try {
            run.run();
        } catch (Violation | RuntimeException e) {
            again = e;
        }
        Violation failure = new Violation("new Simulation(" + seed + "L).run(): " + again.getMessage() + "\n  "
                + run.plan + "\n  " + run.batcher.stats() + "\n  " + String.join("\n  ", run.trace.events()));
        failure.initCause(again);
        return failure;
    }

    private static final class Run {
        final Plan plan;
        final Trace trace;
        final AsyncBatcher<Item, Integer> batcher;
        private final LateClock clock;
        private final Tasks tasks;
        private final Oracle oracle;
        private final HostileWriter writer;
        private final Listening listener;
        private final Client client;
        private BatcherStats before;

        Run(long seed, boolean traced) {
            plan = new Plan(seed);
            clock = new LateClock(plan.random, plan.mostLateNanos);
            trace = new Trace(traced, clock::nanoTime);
            tasks = new Tasks(plan.random, plan.order, () -> plan.happens(Fault.EXECUTOR_REFUSES, 2));
            oracle = new Oracle(plan, clock, trace);
            writer = new HostileWriter(plan, clock, oracle, trace, this::call);
            listener = new Listening(plan, trace);
            batcher = batcher(seed);
            client = new Client(plan, clock, tasks, oracle, trace, batcher);
            before = batcher.stats();
        }

        @SuppressWarnings("NullAway") // a stage or a result that is null is one of the faults
        private AsyncBatcher<Item, Integer> batcher(long seed) {
            AsyncBatcher.Builder<Item, Integer> builder = plan.blocking
                    ? AsyncBatcher.blocking(writer::writeAndWait, tasks)
                    : AsyncBatcher.async(writer::write);
            if (plan.keyed) {
                builder.key(item -> item.key, plan.keyPolicy);
            }
            return builder.policy(plan.policy)
                    .retry(plan.retry)
                    .size(item -> item.size)
                    .listener(listener)
                    .callbacks(tasks)
                    .clock(clock)
                    .seed(seed)
                    .build();
        }

        private void call() {
            client.call();
        }

        void run() {
            boolean hostile = plan.faults.contains(Fault.CLOSE_HOSTILE);
            int items = hostile ? plan.among(100, Plan.ITEMS) : Plan.ITEMS;
            for (int i = 0; i < STEPS && oracle.accepted.size() < items && !oracle.isClosing(); i++) {
                step(true);
                check();
            }
            if (hostile) {
                plan.sees(Fault.CLOSE_HOSTILE);
            } else if (!oracle.isClosing()) {
                drain();
            }
            end();
        }

        private void step(boolean offers) {
            int drawn = plan.random.nextInt(100);
            if (drawn < plan.offers) {
                if (offers) {
                    client.offer();
                }
            } else if (drawn < plan.offers + 2) {
                client.cancel();
            } else if (drawn < plan.offers + 3) {
                client.flush();
            } else if (!act()) {
                advance();
            }
        }

        /** Runs a task, answers a batch or moves time, as often as the seed says; false if nothing was there to do. */
        private boolean act() {
            int drawn = plan.random.nextInt(plan.runs + plan.replies + 5);
            if (drawn < plan.runs) {
                return tasks.runOne();
            }
            if (drawn < plan.runs + plan.replies) {
                return writer.answerOne();
            }
            return false;
        }

        private void advance() {
            if (plan.percent(20)) {
                long next = clock.untilNextNanos();
                boolean idle = tasks.isEmpty() && !writer.isSomeDue();
                clock.advance(next < 0 || (!idle && next > plan.stepNanos) ? plan.stepNanos : next);
            } else {
                clock.advance(plan.random.nextLong(plan.stepNanos));
            }
        }

        /** The writer answers everything from now on; all must end. */
        private void drain() {
            trace.event(() -> "the writer behaves");
            writer.behave();
            plan.behave();
            long by = clock.nanoTime()
                    + (plan.benign ? Duration.ofMinutes(10).toNanos() : 0)
                    + plan.mostNanos()
                    + Duration.ofSeconds(1).toNanos();
            while (oracle.pending() > 0 || client.waiting() > 0 || client.barriers() > 0 || !tasks.isEmpty()) {
                settle();
                check();
                advanceTo(by, "items do not end: ");
            }
        }

        private void settle() {
            while (tasks.runOne() || writer.answerOne()) {
                trace.check();
            }
        }

        private void advanceTo(long by, String complaint) {
            if (oracle.pending() > 0 || client.waiting() > 0 || client.barriers() > 0) {
                long next = clock.untilNextNanos();
                trace.require(next >= 0 && clock.nanoTime() <= by, () -> complaint + batcher.stats());
                trace.check();
                clock.advance(next);
            }
        }

        /** Closes, while the writer goes on as it did, and looks at the report. */
        private void end() {
            boolean drained = oracle.pending() == 0 && !oracle.isClosing();
            if (!oracle.isClosing() || plan.percent(50)) {
                client.close(Duration.ofMillis(plan.percent(30) ? 0 : plan.random.nextInt(500)));
            }
            long by = oracle.closeNanos() + GRACE_NANOS + 4 * clock.mostLateNanos();
            while (clock.nanoTime() < by && client.report() == null) {
                step(plan.percent(5));
                check();
            }
            plan.behave();
            while (tasks.runOne()) {
                trace.check();
            }
            CloseReport<Item> report = client.report();
            trace.require(report != null, () -> "close did not end in its time: " + batcher.stats());
            trace.check();
            writer.behave();
            settle();
            clock.advance(Duration.ofHours(3).toNanos());
            settle();
            check();
            client.flush();
            settle();
            if (report != null) {
                judge(report, drained);
            }
            trace.check();
        }

        private void judge(CloseReport<Item> report, boolean drained) {
            Totals totals = batcher.stats().totals();
            trace.require(
                    report.totals().equals(totals), () -> "the report has " + report.totals() + ", not " + totals);
            trace.require(totals.pending() == 0 && oracle.pending() == 0, () -> "not all have ended: " + totals);
            trace.require(
                    !drained || report.drained(), () -> "nothing was pending, but close gave up " + report.left());
            trace.require(client.waiting() == 0, () -> client.waiting() + " saves still wait");
            trace.require(clock.untilNextNanos() < 0, () -> "an alarm is left");
            trace.require(batcher.stats().inFlight() == 0, () -> "a place in flight is left: " + batcher.stats());
            client.checkFlushed(totals);
            listener.checkPairs();
            Set<Item> left = new HashSet<>();
            for (CloseReport.Left<Item> one : report.left()) {
                trace.require(left.add(one.item()), () -> "given up twice: " + one);
                trace.require(
                        one.outcome() == one.item().ended && one.attempts() == one.item().given,
                        () -> "given up as " + one + ", but ended " + one.item().ended + " after " + one.item().given);
                trace.require(
                        one.outcome() == Outcome.UNDRAINED || one.outcome() == Outcome.UNKNOWN,
                        () -> "given up as " + one);
            }
            for (Item item : oracle.accepted) {
                trace.require(
                        item.ended != Outcome.UNDRAINED || left.contains(item), () -> "not in the report: " + item);
                trace.require(item.withdrawn == (item.ended == Outcome.CANCELLED), () -> "cancelled? " + item);
            }
        }

        // What holds after every step.

        private void check() {
            trace.check();
            BatcherStats stats = batcher.stats();
            Totals totals = stats.totals();
            BatchPolicy policy = plan.policy;
            trace.require(totals.addUp() && totals.pending() >= 0, () -> "does not add up: " + totals);
            trace.require(totals.pending() <= policy.maxPendingItems(), () -> "too many items: " + stats);
            trace.require(stats.pendingBytes() <= policy.maxPendingBytes(), () -> "too many bytes: " + stats);
            trace.require(stats.waiting() <= policy.maxWaiting(), () -> "too many waiting: " + stats);
            trace.require(
                    stats.inFlight() <= policy.maxInFlight() && oracle.open() <= stats.inFlight(),
                    () -> "in flight: " + oracle.open() + " of " + stats);
            trace.require(stats.stuck() <= stats.inFlight(), () -> "stuck: " + stats);
            checkOutcomes(totals, stats);
            if (tasks.isEmpty()) {
                checkQuiet(stats);
            }
            before = stats;
            trace.check();
        }

        private void checkOutcomes(Totals totals, BatcherStats stats) {
            boolean exact = tasks.isEmpty();
            boolean holds = true;
            for (Outcome outcome : Outcome.values()) {
                long counted = counted(totals, outcome);
                int told = oracle.ended(outcome);
                holds &= exact ? told == counted : told <= counted;
                holds &= counted >= counted(before.totals(), outcome);
            }
            holds &= exact
                    ? totals.accepted() == oracle.accepted.size()
                    : totals.accepted() >= oracle.accepted.size()
                            && totals.accepted() <= oracle.accepted.size() + client.waiting();
            trace.require(holds, () -> "counted otherwise than told: " + stats + " before: " + before);
        }

        private static long counted(Totals totals, Outcome outcome) {
            return switch (outcome) {
                case SAVED -> totals.saved();
                case REJECTED -> totals.rejected();
                case FAILED -> totals.failed();
                case EXPIRED -> totals.expired();
                case UNKNOWN -> totals.unknown();
                case CANCELLED -> totals.cancelled();
                case UNDRAINED -> totals.undrained();
            };
        }

        /** All that was decided is done: what is known is exact, and only time or the writer goes on. */
        private void checkQuiet(BatcherStats stats) {
            trace.require(stats.pendingBytes() == oracle.pendingBytes(), () -> "bytes: " + stats);
            trace.require(stats.inFlight() == oracle.open(), () -> "in flight: " + oracle.open() + " of " + stats);
            trace.require(stats.waiting() == client.waiting(), () -> client.waiting() + " wait: " + stats);
            long waiting = stats.totals().pending() + client.waiting();
            trace.require(
                    waiting == 0 || oracle.open() > 0 || clock.untilNextNanos() >= 0,
                    () -> "nothing will ever happen: " + stats);
            long late = SLACK_NANOS + 2 * clock.mostLateNanos();
            Item oldest = oracle.oldest();
            trace.require(
                    oldest == null || clock.nanoTime() - oldest.acceptedNanos <= plan.mostNanos() + late,
                    () -> "older than its deadline: " + oldest);
            if (plan.benign && !plan.keyed) {
                checkDeparted(stats, oldest);
            }
        }

        /** No batch waits that may leave. */
        private void checkDeparted(BatcherStats stats, @Nullable Item oldest) {
            long waiting = stats.totals().pending() - oracle.openItems();
            if (stats.outage() || stats.inFlight() >= plan.policy.maxInFlight() || waiting == 0) {
                return;
            }
            trace.require(waiting < plan.policy.maxItems(), () -> "a full batch did not leave: " + stats);
            trace.require(stats.waiting() == 0, () -> "none left for who waits: " + stats);
            trace.require(!oracle.isClosing(), () -> "none left for close: " + stats);
            long delayNanos = plan.policy.maxDelay().toNanos();
            if (delayNanos == 0) {
                trace.require(
                        stats.inFlight() >= plan.policy.partialInFlight(), () -> "a batch did not leave: " + stats);
            } else if (oldest != null && oldest.given == 0) {
                long aged = clock.nanoTime() - oldest.acceptedNanos;
                trace.require(
                        aged <= delayNanos + 2 * clock.mostLateNanos(),
                        () -> oldest + " did not leave in " + aged + " ns: " + stats);
            }
        }
    }
}
