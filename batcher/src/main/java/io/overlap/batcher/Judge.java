package io.overlap.batcher;

import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of whatever a writer answered a result that fits its batch. Runs user code, so without the lock. */
final class Judge {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncBatcher.class);

    private final Predicate<Throwable> retryOn;

    Judge(Predicate<Throwable> retryOn) {
        this.retryOn = retryOn;
    }

    <R> BatchResult<R> answer(int items, @Nullable BatchResult<R> result, @Nullable Throwable thrown) {
        if (thrown != null) {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            return isRetryable(cause) ? BatchResult.retry(cause) : BatchResult.failed(cause);
        }
        if (result == null) {
            return BatchResult.misfit("the writer answered null");
        }
        if (result.values != null && result.values.size() != items) {
            return BatchResult.misfit(result.values.size() + " values for " + items + " items");
        }
        if (result.each != null) {
            for (int index : result.each.keySet()) {
                if (index < 0 || index >= items) {
                    return BatchResult.misfit("index " + index + " for " + items + " items");
                }
            }
        }
        return result;
    }

    private boolean isRetryable(Throwable cause) {
        try {
            return retryOn.test(cause);
        } catch (RuntimeException e) {
            LOG.warn("retryOn failed", e);
            return false;
        }
    }
}
