package io.overlap.crawler;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task per request waits for its answer; the caller hands out the requests as permits come back. */
final class BlockingVariant implements Variant {
    private final Executor executor;
    private final int cap;

    BlockingVariant(Executor executor, int cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("cap < 1: " + cap);
        }
        this.executor = executor;
        this.cap = cap;
    }

    @Override
    public void run(Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<? super FetchResult> results)
            throws InterruptedException {
        Semaphore permits = new Semaphore(cap);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        try {
            while (thrown.get() == null && requests.hasNext()) {
                FetchRequest request = requests.next();
                permits.acquire();
                if (thrown.get() != null) {
                    permits.release();
                    break;
                }
                try {
                    executor.execute(() -> {
                        try {
                            results.accept(SerialVariant.await(fetcher.fetch(request)));
                        } catch (Throwable e) {
                            thrown.compareAndSet(null, e);
                        } finally {
                            permits.release();
                        }
                    });
                } catch (Throwable refused) { // also "unable to create native thread", which is an Error
                    permits.release();
                    throw refused;
                }
            }
        } finally {
            permits.acquireUninterruptibly(cap); // each comes back within the fetcher's deadline
        }
        AsyncVariant.rethrow(thrown.get());
    }
}
