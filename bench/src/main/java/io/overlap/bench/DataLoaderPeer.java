package io.overlap.bench;

import io.overlap.experiments.batcher.Fault;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.jspecify.annotations.Nullable;

/** java-dataloader without its cache, dispatched after every ten loads, and once more in the end, by
 * {@code dispatchAndJoin}, as it has no close. */
final class DataLoaderPeer implements ChaosPeer {
    @Override
    public String name() {
        return "java-dataloader";
    }

    @Override
    public String version() {
        return Versions.of("dataloader");
    }

    @Override
    public @Nullable String lacks(Fault fault) {
        return switch (fault) {
            case DUPLICATE_INDEX -> "its answers go by position";
            case CLOSE_FROM_CALLBACK, CLOSE_WITH_BUFFERED -> "no close, and no timer: what nobody dispatches hangs";
            case FULL_BEFORE_BATCH -> "no bound";
            default -> null;
        };
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    @Override
    public Session open(Setup setup, ChaosService service, Outcomes outcomes) {
        DataLoader<Integer, Boolean> loader = DataLoaderFactory.newDataLoader(
                items -> write(items, service),
                DataLoaderOptions.newOptions()
                        .setCachingEnabled(false)
                        .setMaxBatchSize(BATCH)
                        .build());
        AtomicInteger loads = new AtomicInteger();
        return new Session() {
            @Override
            public void save(int item) {
                loader.load(item).whenComplete((saved, failure) -> outcomes.told(item, failure == null));
                if (loads.incrementAndGet() % BATCH == 0) {
                    loader.dispatch();
                }
            }

            @Override
            public void flush() {
                loader.dispatch();
            }

            @Override
            public void close() {
                loader.dispatchAndJoin();
            }
        };
    }

    @SuppressWarnings("NullAway") // null is one of the faults
    private static CompletionStage<List<Boolean>> write(List<Integer> items, ChaosService service) {
        CompletableFuture<List<Integer>> answer = service.write(items);
        return answer == null ? null : answer.thenApply(saved -> Collections.nCopies(saved.size(), true));
    }
}
