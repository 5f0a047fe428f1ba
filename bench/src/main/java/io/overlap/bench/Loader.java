package io.overlap.bench;

import java.util.Collections;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;

/**
 * java-dataloader without its cache. It has neither bound nor timer: each producer dispatches after so many loads of its own, and
 * waits while too many batches are out.
 */
final class Loader implements Contestant {
    private static final int APART = 32; // a line of cache and its neighbour for each producer

    private final DataLoader<Row, Boolean> loader;
    private final Semaphore batches = new Semaphore(Limits.MAX_PENDING / Limits.MAX_ITEMS);
    private final int[] loads;

    Loader(AnsweringThread service, int producers) {
        loads = new int[(producers + 1) * APART];
        loader = DataLoaderFactory.newDataLoader(
                rows -> service.write(rows.size(), Collections.nCopies(rows.size(), Boolean.TRUE)),
                DataLoaderOptions.newOptions()
                        .setCachingEnabled(false)
                        .setMaxBatchSize(Limits.MAX_ITEMS)
                        .build());
    }

    @Override
    public Future<?> save(Row row, int producer) throws InterruptedException {
        Future<?> loaded = loader.load(row);
        if (++loads[(producer + 1) * APART] % Limits.MAX_ITEMS == 0) {
            batches.acquire();
            loader.dispatch().whenComplete((values, failure) -> batches.release());
        }
        return loaded;
    }

    @Override
    public void finish(long items) {
        loader.dispatch();
    }

    @Override
    public void end() {}
}
