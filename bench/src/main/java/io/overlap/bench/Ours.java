package io.overlap.bench;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatchResult;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Overlap's batcher, with byte bound, deadlines and counts. */
final class Ours implements Contestant {
    private static final BatchPolicy POLICY = BatchPolicy.DEFAULT
            .withMaxItems(Limits.MAX_ITEMS)
            .withMaxBytes(Limits.MAX_BYTES)
            .withMaxPendingItems(Limits.MAX_PENDING)
            .withMaxPendingBytes(Limits.MAX_PENDING_BYTES)
            .withMaxInFlight(Limits.MAX_IN_FLIGHT);

    private final AsyncBatcher<Row, Void> batcher;

    Ours(AnsweringThread service, Duration maxDelay, @Nullable Executor callbacks) {
        AsyncBatcher.Builder<Row, Void> builder = AsyncBatcher.<Row, Void>async(
                        batch -> service.write(batch.items().size(), BatchResult.saved()))
                .policy(POLICY.withMaxDelay(maxDelay))
                .size(Row::bytes);
        this.batcher = (callbacks == null ? builder : builder.callbacks(callbacks)).build();
    }

    @Override
    public Future<?> save(Row row, int producer) throws InterruptedException {
        return batcher.save(row);
    }

    @Override
    public void finish(long items) {
        batcher.flush();
    }

    @Override
    public void end() {
        batcher.close();
    }
}
