package io.overlap.batcher;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one item of a batch, by its writer. */
public final class ItemResult<R> {
    private static final ItemResult<?> SAVED = new ItemResult<>(Kind.SAVED, null, null, 0);

    enum Kind {
        SAVED,
        RETRY,
        REJECT,
        UNKNOWN
    }

    final Kind kind;
    final @Nullable R value;
    final @Nullable Throwable cause;
    final long notBeforeNanos;

    private ItemResult(Kind kind, @Nullable R value, @Nullable Throwable cause, long notBeforeNanos) {
        this.kind = kind;
        this.value = value;
        this.cause = cause;
        this.notBeforeNanos = notBeforeNanos;
    }

    /** Saved; its future completes with null. */
    @SuppressWarnings("unchecked")
    public static <R> ItemResult<R> saved() {
        return (ItemResult<R>) SAVED;
    }

    /** Saved; its future completes with {@code value}. */
    public static <R> ItemResult<R> saved(@Nullable R value) {
        return value == null ? saved() : new ItemResult<>(Kind.SAVED, value, null, 0);
    }

    /** Not saved; to be sent again after a pause that the batcher chooses. */
    public static <R> ItemResult<R> retry(Throwable cause) {
        return retry(cause, Duration.ZERO);
    }

    /** Not saved; to be sent again after a pause, and not before {@code notBefore} from now (a server's Retry-After). */
    public static <R> ItemResult<R> retry(Throwable cause, Duration notBefore) {
        return new ItemResult<>(
                Kind.RETRY, null, Objects.requireNonNull(cause), Durations.nanos("notBefore", notBefore));
    }

    /** Not saved, and never to be sent again. */
    public static <R> ItemResult<R> reject(Throwable cause) {
        return new ItemResult<>(Kind.REJECT, null, Objects.requireNonNull(cause), 0);
    }

    /** Nobody can say whether it was saved. */
    public static <R> ItemResult<R> unknown(Throwable cause) {
        return new ItemResult<>(Kind.UNKNOWN, null, Objects.requireNonNull(cause), 0);
    }
}
