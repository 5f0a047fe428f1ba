package io.overlap.batcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one batch, by its writer.
 *
 * <p>An answer that does not fit the batch is not believed: a list of another length, or an index that the batch does not have,
 * makes all items {@link Outcome#UNKNOWN}; an index that is missing, or answered twice, makes that item unknown.
 */
public final class BatchResult<R> {
    private static final BatchResult<?> SAVED = new BatchResult<>(Kind.SAVED, null, null, null, 0);
    private static final BatchResult<?> TOO_LARGE =
            new BatchResult<>(Kind.TOO_LARGE, null, null, new IllegalArgumentException("too large for the writer"), 0);

    enum Kind {
        SAVED,
        EACH,
        RETRY,
        TOO_LARGE,
        POISONED,
        UNKNOWN,
        FAILED
    }

    final Kind kind;
    final @Nullable List<@Nullable R> values;
    final @Nullable Map<Integer, ItemResult<R>> each;
    final @Nullable Throwable cause;
    final long notBeforeNanos;
    private boolean misfit;

    private BatchResult(
            Kind kind,
            @Nullable List<@Nullable R> values,
            @Nullable Map<Integer, ItemResult<R>> each,
            @Nullable Throwable cause,
            long notBeforeNanos) {
        this.kind = kind;
        this.values = values;
        this.each = each;
        this.cause = cause;
        this.notBeforeNanos = notBeforeNanos;
    }

    /** All items were saved; their futures complete with null. */
    @SuppressWarnings("unchecked")
    public static <R> BatchResult<R> saved() {
        return (BatchResult<R>) SAVED;
    }

    /** All items were saved; their futures complete with these values, one for each item in its order. */
    public static <R> BatchResult<R> saved(List<? extends @Nullable R> values) {
        return new BatchResult<>(Kind.SAVED, new ArrayList<>(values), null, null, 0);
    }

    /** An answer for each item, by its index in {@link Batch#items}, in any order. */
    public static <R> Each<R> each() {
        return new Each<>();
    }

    /** An answer for each item, in the order of {@link Batch#items}. */
    public static <R> BatchResult<R> each(List<ItemResult<R>> results) {
        Each<R> each = new Each<>();
        for (int i = 0; i < results.size(); i++) {
            each.put(i, results.get(i));
        }
        return each.result();
    }

    /** No item was saved; the service is away for all, so that new batches wait as well until a probe gets through. */
    public static <R> BatchResult<R> retry(Throwable cause) {
        return retry(cause, Duration.ZERO);
    }

    /** As {@link #retry(Throwable)}, and nothing is sent before {@code notBefore} from now (a server's Retry-After). */
    public static <R> BatchResult<R> retry(Throwable cause, Duration notBefore) {
        return new BatchResult<>(
                Kind.RETRY, null, null, Objects.requireNonNull(cause), Durations.nanos("notBefore", notBefore));
    }

    /** No item was saved, as they were too many or too long together: to be sent again in two halves. */
    @SuppressWarnings("unchecked")
    public static <R> BatchResult<R> tooLarge() {
        return (BatchResult<R>) TOO_LARGE;
    }

    /** No item was saved because of one or some of them, nobody knows which: to be halved until each bad one stands alone. */
    public static <R> BatchResult<R> poisoned(Throwable cause) {
        return new BatchResult<>(Kind.POISONED, null, null, Objects.requireNonNull(cause), 0);
    }

    /** Nobody can say whether the items were saved: the connection broke after they had been sent. */
    public static <R> BatchResult<R> unknown(Throwable cause) {
        return new BatchResult<>(Kind.UNKNOWN, null, null, Objects.requireNonNull(cause), 0);
    }

    /** The writer threw: not saved, and not sent again. */
    static <R> BatchResult<R> failed(Throwable cause) {
        return new BatchResult<>(Kind.FAILED, null, null, cause, 0);
    }

    /** The answer was not about this batch: nobody can say what became of it. */
    static <R> BatchResult<R> misfit(String how) {
        BatchResult<R> result =
                unknown(new IllegalStateException("the writer's answer does not fit its batch: " + how));
        result.misfit = true;
        return result;
    }

    boolean isMisfit() {
        return misfit;
    }

    /** Collects an answer for each item. Not safe for use by several threads at once. */
    public static final class Each<R> {
        private final Map<Integer, ItemResult<R>> results = new LinkedHashMap<>();

        private Each() {}

        /** What became of the item with this index of {@link Batch#items}. */
        public Each<R> put(int index, ItemResult<R> result) {
            ItemResult<R> twice = results.put(index, Objects.requireNonNull(result));
            if (twice != null) {
                results.put(index, ItemResult.unknown(new IllegalStateException("answered twice: index " + index)));
            }
            return this;
        }

        public Each<R> saved(int index) {
            return put(index, ItemResult.saved());
        }

        public Each<R> saved(int index, R value) {
            return put(index, ItemResult.saved(value));
        }

        public Each<R> retry(int index, Throwable cause) {
            return put(index, ItemResult.retry(cause));
        }

        public Each<R> reject(int index, Throwable cause) {
            return put(index, ItemResult.reject(cause));
        }

        /** The answer, with what was collected so far. */
        public BatchResult<R> result() {
            return new BatchResult<>(Kind.EACH, null, Map.copyOf(results), null, 0);
        }
    }
}
