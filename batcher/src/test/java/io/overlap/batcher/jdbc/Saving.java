package io.overlap.batcher.jdbc;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A batcher over a writer under test, with real threads, and what became of each row. */
final class Saving implements AutoCloseable {
    static final BatchPolicy POLICY = BatchPolicy.DEFAULT
            .withMaxItems(500)
            .withMaxDelay(Duration.ofSeconds(1))
            .withAttemptTimeout(Duration.ofSeconds(10))
            .withCloseTimeout(Duration.ofSeconds(20));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Long, CompletableFuture<Void>> futures = new LinkedHashMap<>();
    final AsyncBatcher<Row, Void> batcher;

    Saving(JdbcBatchWriter<Row> writer) {
        this(writer, POLICY, RetryPolicy.DEFAULT);
    }

    Saving(JdbcBatchWriter<Row> writer, BatchPolicy policy, RetryPolicy retry) {
        batcher = AsyncBatcher.blocking(writer, threads)
                .policy(policy)
                .retry(retry)
                .build();
    }

    void save(long id) throws InterruptedException {
        save(new Row(id, "row " + id));
    }

    void save(Row row) throws InterruptedException {
        futures.put(row.id(), batcher.save(row));
    }

    void save(long from, long to) throws InterruptedException {
        for (long id = from; id < to; id++) {
            save(id);
        }
    }

    /** How the row ended; null: saved. */
    @Nullable
    SaveException ended(long id) {
        batcher.flush();
        return told(id);
    }

    private @Nullable SaveException told(long id) {
        try {
            Objects.requireNonNull(futures.get(id)).join();
            return null;
        } catch (CompletionException e) {
            return (SaveException) Objects.requireNonNull(e.getCause());
        }
    }

    /** How many rows ended in each way, once all have. */
    Map<Outcome, Integer> outcomes() {
        batcher.flush();
        Map<Outcome, Integer> counts = new LinkedHashMap<>();
        for (long id : futures.keySet()) {
            SaveException why = told(id);
            counts.merge(why == null ? Outcome.SAVED : why.outcome(), 1, Integer::sum);
        }
        return counts;
    }

    @Override
    public void close() {
        batcher.close(Duration.ofSeconds(20));
        threads.shutdownNow();
    }
}
