package io.overlap.experiments.batcher;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BatchWriter;
import io.overlap.batcher.ItemResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes every other batch well, its values being its items, and does one thing wrong with the others. Answers on threads of its
 * own, after a moment.
 */
final class HostileWriter implements BatchWriter<Integer, Integer>, AutoCloseable {
    private static final long MOMENT_NANOS = 200_000;
    private static final long SLOW_NANOS = 5_000_000;

    private final Fault fault;
    private final Runnable meddle;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            4, Thread.ofPlatform().daemon().name("overlap-hostile-", 0).factory());
    private final AtomicInteger batches = new AtomicInteger();
    private final Set<Integer> given = ConcurrentHashMap.newKeySet();

    /**
     * @param meddle called from each completion
     */
    HostileWriter(Fault fault, Runnable meddle) {
        this.fault = fault;
        this.meddle = meddle;
    }

    boolean wasGiven(@Nullable Integer item) {
        return item != null && given.contains(item);
    }

    @Override
    @SuppressWarnings("NullAway") // a null is one of the faults
    public CompletionStage<BatchResult<Integer>> write(Batch<Integer> batch) {
        given.addAll(batch.items());
        int number = batches.getAndIncrement();
        if (number % 2 == 0) {
            return later(BatchResult.saved(batch.items()));
        }
        return switch (fault) {
            case THROWS -> throw new IllegalStateException("a writer that throws");
            case THROWS_ERROR -> throw new StackOverflowError("a writer that throws an Error");
            case RETURNS_NULL -> number % 4 == 1 ? null : later(null);
            case NEVER_ANSWERS -> new CompletableFuture<>();
            case TOO_FEW -> later(number % 4 == 1 ? firstOf(batch) : BatchResult.saved(firstItems(batch)));
            case TOO_MANY -> later(number % 4 == 1 ? oneMore(batch) : BatchResult.saved(itemsAndOne(batch)));
            case DUPLICATE_INDEX -> later(firstTwice(batch));
            case COMPLETES_TWICE -> new Twice<>(later(BatchResult.saved(batch.items())));
            case COMPLETES_INLINE -> CompletableFuture.completedFuture(BatchResult.saved(batch.items()));
            default -> later(BatchResult.saved(batch.items()));
        };
    }

    @SuppressWarnings("NullAway")
    private CompletableFuture<BatchResult<Integer>> later(@Nullable BatchResult<Integer> result) {
        CompletableFuture<BatchResult<Integer>> answer = new CompletableFuture<>();
        threads.execute(() -> {
            LockSupport.parkNanos(fault == Fault.SLOW_CONSUMER ? SLOW_NANOS : MOMENT_NANOS);
            answer.complete(result);
            meddle.run();
        });
        return answer;
    }

    private static List<Integer> firstItems(Batch<Integer> batch) {
        return batch.items().subList(0, batch.items().size() - 1);
    }

    private static List<Integer> itemsAndOne(Batch<Integer> batch) {
        List<Integer> items = new ArrayList<>(batch.items());
        items.add(-1);
        return items;
    }

    private static BatchResult<Integer> firstOf(Batch<Integer> batch) {
        return BatchResult.<Integer>each().saved(0, batch.items().getFirst()).result();
    }

    private static BatchResult<Integer> oneMore(Batch<Integer> batch) {
        return BatchResult.each(
                itemsAndOne(batch).stream().map(ItemResult::saved).toList());
    }

    private static BatchResult<Integer> firstTwice(Batch<Integer> batch) {
        BatchResult.Each<Integer> each = BatchResult.each();
        batch.items().forEach(item -> each.saved(0, item));
        return each.result();
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /** A stage that is broken: it tells its end twice, the second time another. */
    private static final class Twice<T> extends CompletableFuture<T> {
        private final CompletableFuture<T> once;

        Twice(CompletableFuture<T> once) {
            this.once = once;
            once.whenComplete((value, failure) -> {
                complete(value);
                obtrudeException(new IllegalStateException("another end"));
            });
        }

        @Override
        public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
            return once.whenComplete((value, failure) -> {
                action.accept(value, failure);
                action.accept(null, new IllegalStateException("another end"));
            });
        }

        @Override
        public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> action) {
            return once.handle((value, failure) -> {
                U first = action.apply(value, failure);
                U second = action.apply(null, new IllegalStateException("another end"));
                return first == null ? second : first;
            });
        }
    }
}
