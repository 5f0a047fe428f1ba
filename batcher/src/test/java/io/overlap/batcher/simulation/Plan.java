package io.overlap.batcher.simulation;

import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.KeyPolicy;
import io.overlap.batcher.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a seed decides before the first step: the bounds, which faults there are, and how often what happens. */
final class Plan {
    static final int ITEMS = 1_000;
    private static final long MILLI = 1_000_000;
    private static final List<Tasks.Order> ORDERS = List.of(Tasks.Order.values());

    final SplittableRandom random;

    /** Nothing goes wrong but outages: every item must be saved. */
    final boolean benign;

    final boolean blocking;
    final boolean keyed;
    final int keys;
    final Tasks.Order order;
    final long mostLateNanos;
    final BatchPolicy policy;
    final KeyPolicy keyPolicy;
    final RetryPolicy retry;
    final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    final Set<Fault> seen = EnumSet.noneOf(Fault.class);
    final List<Fault> answers = new ArrayList<>(); // those of the writer that are among the faults
    private final boolean halves;
    final int faultPercent;
    final int mostForWriter; // items in a batch that it does not call too large
    final int offers; // of 100 steps
    final int runs;
    final int replies;
    final long stepNanos; // most that time moves on in a small step

    Plan(long seed) {
        random = new SplittableRandom(seed);
        benign = percent(12);
        blocking = percent(20);
        keyed = percent(50);
        keys = among(1, 30);
        order = ORDERS.get(random.nextInt(ORDERS.size()));
        for (Fault fault : Fault.values()) {
            if (percent(30)) {
                faults.add(fault);
            }
        }
        if (benign) {
            faults.retainAll(EnumSet.of(
                    Fault.OUTAGE,
                    Fault.ANSWERS_AT_ONCE,
                    Fault.ANSWERS_TWICE,
                    Fault.WRITE_CALLS,
                    Fault.ANSWER_CALLS,
                    Fault.FUTURE_CALLS,
                    Fault.LISTENER_THROWS,
                    Fault.CLOCK_LATE));
        }
        for (Fault fault : Fault.ANSWERS) {
            if (faults.contains(fault)) {
                answers.add(fault);
            }
        }
        halves = faults.contains(Fault.POISONED) || faults.contains(Fault.POISONED_OUTAGE);
        faultPercent = among(1, 40);
        mostForWriter = among(0, 6);
        offers = among(20, 60);
        runs = among(10, 60);
        replies = among(5, 40);
        mostLateNanos = faults.contains(Fault.CLOCK_LATE) && sees(Fault.CLOCK_LATE) ? among(1, 5) * MILLI : 0;
        policy = bounds();
        keyPolicy = new KeyPolicy(among(1, 40), percent(60), percent(20) && !benign);
        retry = retries();
        stepNanos = percent(50) ? MILLI : among(1, 20) * MILLI;
    }

    private BatchPolicy bounds() {
        int maxItems = percent(30) ? among(1, 3) : among(1, 20);
        int maxBytes = among(20, 400);
        int maxInFlight = among(1, 5);
        return new BatchPolicy(
                maxItems,
                maxBytes,
                Duration.ofMillis(percent(50) ? 0 : among(1, 20)),
                maxInFlight,
                among(1, maxInFlight),
                maxItems + random.nextInt(100),
                maxBytes + BatchPolicy.ITEM_OVERHEAD_BYTES + random.nextInt(12_000),
                random.nextInt(10),
                Duration.ofMillis(percent(30) ? 0 : among(1, 200)),
                benign ? Duration.ofHours(1) : Duration.ofMillis(percent(50) ? among(10, 60) : among(60, 2_000)),
                Duration.ZERO);
    }

    private RetryPolicy retries() {
        Duration deadline =
                benign ? Duration.ofHours(2) : Duration.ofMillis(percent(50) ? among(60, 400) : among(400, 10_000));
        int first = among(1, 50);
        return new RetryPolicy(
                deadline,
                Duration.ofMillis(first),
                Duration.ofMillis(first + random.nextInt(1_000)),
                random.nextInt(100) / 100.0,
                percent(30) ? among(1, 20) : 1_000,
                this::isRetryable,
                percent(40) && !benign);
    }

    private boolean isRetryable(Throwable thrown) {
        if (thrown instanceof RetryableException retryable && retryable.confuses) {
            throw new IllegalStateException("retryOn throws");
        }
        return thrown instanceof RetryableException;
    }

    /** What the writer throws when nothing was saved. */
    static final class RetryableException extends Exception {
        private static final long serialVersionUID = 1;

        final boolean confuses; // retryOn throws when it sees this

        RetryableException(boolean confuses) {
            super("again", null, false, false);
            this.confuses = confuses;
        }
    }

    /** How old an item can be that has not ended: in time for its last attempt, or blamed and its neighbours are looked at. */
    long mostNanos() {
        long once = retry.itemDeadline().plus(policy.attemptTimeout()).toNanos();
        return halves ? 2 * once : once;
    }

    /** Nothing goes wrong from now on. */
    void behave() {
        faults.removeIf(fault -> fault != Fault.CLOCK_LATE);
        answers.clear();
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    int among(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Whether a fault of this seed happens now; it is seen then. */
    boolean happens(Fault fault, int percent) {
        return faults.contains(fault) && percent(percent) && sees(fault);
    }

    boolean sees(Fault fault) {
        seen.add(fault);
        return true;
    }

    /** What goes wrong with an answer, if something does. */
    @Nullable
    Fault wrongAnswer() {
        return answers.isEmpty() || !percent(faultPercent) ? null : answers.get(random.nextInt(answers.size()));
    }

    int itemSize() {
        if (happens(Fault.ITEM_TOO_LARGE, 2)) {
            return policy.maxBytes() + among(1, 10);
        }
        return random.nextInt(Math.min(policy.maxBytes(), percent(5) ? 400 : 30) + 1);
    }

    @Override
    public String toString() {
        return (benign ? "benign " : "") + (blocking ? "blocking " : "async ") + (keyed ? keys + " keys " : "") + order
                + " late " + mostLateNanos + " " + policy + " " + (keyed ? keyPolicy : "") + " " + withoutCode(retry)
                + " " + faults
                + " " + faultPercent + "%";
    }

    /** Without the name of a lambda, which another run has otherwise. */
    private static String withoutCode(RetryPolicy retry) {
        return retry.toString().replaceAll("retryOn=[^,]*, ", "");
    }
}
