package io.overlap.batcher.simulation;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.ItemResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A writer that does whatever a seed has it do, and tells the oracle what that means. */
final class HostileWriter {
    private static final long MILLI = 1_000_000;

    private final IllegalStateException refused = new IllegalStateException("refused");
    private final IllegalArgumentException bad = new IllegalArgumentException("bad");

    private final Plan plan;
    private final LateClock clock;
    private final Oracle oracle;
    private final Trace trace;
    private final Runnable calls; // calls the batcher
    private final List<Given> open = new ArrayList<>(); // to be answered later
    private long awayUntilNanos;
    private boolean awayAsPoisoned;
    private boolean behaves;

    HostileWriter(Plan plan, LateClock clock, Oracle oracle, Trace trace, Runnable calls) {
        this.plan = plan;
        this.clock = clock;
        this.oracle = oracle;
        this.trace = trace;
        this.calls = calls;
    }

    @Nullable
    CompletionStage<@Nullable BatchResult<Integer>> write(Batch<Item> batch) throws Exception {
        Given given =
                begin(batch, plan.happens(Fault.ANSWERS_TWICE, 20) ? new TwiceStage() : new CompletableFuture<>());
        Fault wrong = plan.wrongAnswer();
        Answer answer = answer(batch, wrong);
        given.answer = answer;
        if (answer.thrown() != null && wrong != Fault.STAGE_FAILS) {
            end(given);
            throwIt(answer.thrown());
        }
        if (wrong == Fault.NULL_STAGE) {
            end(given);
            return null;
        }
        if (plan.happens(Fault.ANSWERS_AT_ONCE, 50)) {
            end(given);
            complete(given);
        } else {
            given.never = plan.happens(Fault.ANSWERS_NEVER, 3);
            given.late = plan.happens(Fault.ANSWERS_LATE, 10);
            open.add(given);
        }
        return given.stage;
    }

    BatchResult<Integer> writeAndWait(Batch<Item> batch) throws Exception {
        Given given = begin(batch, new CompletableFuture<>());
        Answer answer = answer(batch, plan.wrongAnswer());
        given.answer = answer;
        end(given);
        if (answer.thrown() != null) {
            throwIt(answer.thrown());
        }
        return nullAllowed(answer.result());
    }

    @SuppressWarnings("NullAway") // that is the fault
    private static <V> V nullAllowed(@Nullable V value) {
        return value;
    }

    private Given begin(Batch<Item> batch, CompletableFuture<@Nullable BatchResult<Integer>> stage) {
        Given given = oracle.given(batch, stage);
        if (plan.percent(40)) {
            batch.onCancel(() -> cancelled(given));
        }
        if (plan.happens(Fault.WRITE_CALLS, 10)) {
            calls.run();
        }
        if (plan.happens(Fault.WRITES_SLOWLY, 3)) {
            clock.advance(plan.random.nextLong(2 * batch.remaining().toNanos() + 1));
        }
        return given;
    }

    private void cancelled(Given given) {
        given.cancelled++;
        trace.require(given.cancelled == 1, () -> "hook of batch " + given.number + " ran twice");
        if (open.contains(given) && plan.happens(Fault.HOOK_ANSWERS, 50)) {
            deliver(given);
        }
        if (plan.happens(Fault.HOOK_THROWS, 50)) {
            throw new IllegalStateException("hook throws");
        }
    }

    private static void throwIt(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    private void end(Given given) {
        open.remove(given);
        oracle.answered(given, Objects.requireNonNull(given.answer));
    }

    private void deliver(Given given) {
        if (plan.happens(Fault.ANSWER_CALLS, 10)) {
            calls.run();
            if (given.ended) {
                return; // by what that led to
            }
        }
        end(given);
        complete(given);
        if (plan.happens(Fault.ANSWER_CALLS, 10)) {
            calls.run();
        }
    }

    private static void complete(Given given) {
        Answer answer = Objects.requireNonNull(given.answer);
        if (answer.thrown() != null) {
            given.stage.completeExceptionally(answer.thrown());
        } else {
            given.stage.complete(answer.result());
        }
    }

    /** Answers one batch that is to be answered now, if there is one. */
    boolean answerOne() {
        if (open.isEmpty()) {
            return false;
        }
        Given given = open.get(plan.random.nextInt(open.size()));
        if (!isDue(given)) {
            return false;
        }
        deliver(given);
        return true;
    }

    private boolean isDue(Given given) {
        return behaves || (!given.never && (!given.late || clock.nanoTime() > given.overNanos));
    }

    boolean isSomeDue() {
        return open.stream().anyMatch(this::isDue);
    }

    /** Answers every batch at last, and all later ones with saved. */
    void behave() {
        behaves = true;
        awayUntilNanos = clock.nanoTime();
    }

    private Answer answer(Batch<Item> batch, @Nullable Fault wrong) {
        int items = batch.items().size();
        if (wrong != null) {
            plan.sees(wrong);
            return wrong(wrong, batch);
        }
        goAway();
        if (clock.nanoTime() < awayUntilNanos) {
            return awayAsPoisoned ? poisoned(items) : again(items, BatchResult.retry(refused));
        }
        if (items > plan.mostForWriter && plan.faults.contains(Fault.TOO_LARGE)) {
            plan.sees(Fault.TOO_LARGE);
            return Answer.all(items, items == 1 ? Verdict.REJECTED : Verdict.SPLIT, BatchResult.tooLarge());
        }
        if (plan.faults.contains(Fault.POISONED) && batch.items().stream().anyMatch(item -> item.bad)) {
            plan.sees(Fault.POISONED);
            return poisoned(items);
        }
        return plan.percent(50) ? Answer.all(items, Verdict.SAVED, BatchResult.saved()) : values(batch);
    }

    private void goAway() {
        if (plan.happens(Fault.OUTAGE, 1)) {
            awayUntilNanos = clock.nanoTime() + plan.among(1, 5_000) * MILLI;
            awayAsPoisoned = false;
        } else if (plan.happens(Fault.POISONED_OUTAGE, 1)) {
            awayUntilNanos = clock.nanoTime() + plan.among(1, 500) * MILLI;
            awayAsPoisoned = true;
        }
    }

    private static Answer again(int items, BatchResult<Integer> result) {
        return Answer.all(items, Verdict.AGAIN, result);
    }

    private Answer poisoned(int items) {
        return Answer.all(items, items == 1 ? Verdict.BLAMED : Verdict.SPLIT, BatchResult.poisoned(bad));
    }

    private static Answer values(Batch<Item> batch) {
        List<Integer> values = new ArrayList<>();
        batch.items().forEach(item -> values.add(item.number));
        return new Answer(
                BatchResult.saved(values), null, Answer.same(values.size(), Verdict.SAVED), new ArrayList<>(values));
    }

    private Answer wrong(Fault fault, Batch<Item> batch) {
        int items = batch.items().size();
        return switch (fault) {
            case THROWS_EXCEPTION -> Answer.thrown(items, Verdict.FAILED, refused);
            case THROWS_ERROR -> Answer.thrown(items, Verdict.FAILED, new StackOverflowError());
            case THROWS_RETRYABLE -> retryable(items);
            case STAGE_FAILS -> plan.percent(50) ? Answer.thrown(items, Verdict.FAILED, refused) : retryable(items);
            case NULL_STAGE, NULL_RESULT -> Answer.all(items, Verdict.DOUBTFUL, null);
            case VALUES_TOO_FEW -> Answer.all(items, Verdict.DOUBTFUL, BatchResult.saved(numbers(items - 1)));
            case VALUES_TOO_MANY -> Answer.all(items, Verdict.DOUBTFUL, BatchResult.saved(numbers(items + 1)));
            case RETRY -> again(items, BatchResult.retry(refused));
            case RETRY_NOT_BEFORE -> again(items, BatchResult.retry(refused, Duration.ofMillis(plan.among(1, 300))));
            case UNKNOWN -> Answer.all(items, Verdict.DOUBTFUL, BatchResult.unknown(refused));
            default -> each(fault, batch);
        };
    }

    private Answer retryable(int items) {
        boolean confuses = plan.happens(Fault.RETRY_ON_THROWS, 50);
        Verdict verdict = confuses ? Verdict.FAILED : Verdict.AGAIN;
        return Answer.thrown(items, verdict, new Plan.RetryableException(confuses));
    }

    private static List<Integer> numbers(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private Answer each(Fault fault, Batch<Item> batch) {
        int items = batch.items().size();
        BatchResult.Each<Integer> each = BatchResult.each();
        List<Verdict> verdicts = Answer.same(items, Verdict.SAVED);
        List<@Nullable Integer> values = Answer.none(items);
        for (int i = items - 1; i >= 0; i--) {
            if (plan.percent(40)) {
                put(fault, i, each, verdicts);
            } else {
                values.set(i, batch.items().get(i).number);
                each.saved(i, batch.items().get(i).number);
            }
        }
        if (fault == Fault.INDEX_BEYOND) {
            each.saved(plan.percent(50) ? -1 : items);
            return Answer.all(items, Verdict.DOUBTFUL, each.result());
        }
        return new Answer(each.result(), null, verdicts, values);
    }

    private void put(Fault fault, int index, BatchResult.Each<Integer> each, List<Verdict> verdicts) {
        switch (fault) {
            case INDEX_MISSING -> verdicts.set(index, Verdict.DOUBTFUL);
            case INDEX_TWICE -> {
                each.saved(index).reject(index, refused);
                verdicts.set(index, Verdict.DOUBTFUL);
            }
            case ITEM_RETRY -> {
                Duration notBefore = Duration.ofMillis(plan.percent(50) ? 0 : plan.among(1, 300));
                each.put(index, ItemResult.retry(refused, notBefore));
                verdicts.set(index, Verdict.AGAIN);
            }
            case ITEM_REJECT -> {
                each.reject(index, refused);
                verdicts.set(index, Verdict.REJECTED);
            }
            case ITEM_UNKNOWN -> {
                each.put(index, ItemResult.unknown(refused));
                verdicts.set(index, Verdict.DOUBTFUL);
            }
            default -> each.saved(index);
        }
    }
}
