package io.overlap.bench;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatchResult;
import io.overlap.experiments.batcher.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Overlap's batcher, with one second for an attempt and five to close. Its answers name items by index. */
final class OursPeer implements ChaosPeer {
    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "overlap-batcher";
    }

    @Override
    public String version() {
        return "this commit";
    }

    @Override
    public @Nullable String lacks(Fault fault) {
        return null;
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    @Override
    public Session open(Setup setup, ChaosService service, Outcomes outcomes) {
        Duration linger = setup.linger().compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : setup.linger();
        AsyncBatcher<Integer, Void> batcher = AsyncBatcher.<Integer, Void>async(batch -> write(batch, service))
                .policy(BatchPolicy.DEFAULT
                        .withMaxItems(BATCH)
                        .withMaxPendingItems(setup.room())
                        .withMaxInFlight(setup.inFlight())
                        .withMaxDelay(linger)
                        .withAttemptTimeout(ATTEMPT)
                        .withCloseTimeout(CLOSE))
                .build();
        return new Session() {
            @Override
            public void save(int item) throws InterruptedException {
                batcher.save(item).whenComplete((saved, failure) -> outcomes.told(item, failure == null));
            }

            @Override
            public void flush() {
                batcher.flush();
            }

            @Override
            public void close() {
                batcher.close();
            }
        };
    }

    @SuppressWarnings("NullAway") // null is one of the faults
    private static CompletionStage<BatchResult<Void>> write(Batch<Integer> batch, ChaosService service) {
        CompletableFuture<List<Integer>> answer = service.write(batch.items());
        return answer == null ? null : answer.thenApply(OursPeer::each);
    }

    private static BatchResult<Void> each(List<Integer> saved) {
        BatchResult.Each<Void> each = BatchResult.each();
        saved.forEach(each::saved);
        return each.result();
    }
}
