package io.overlap.crawler;

import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The caller waits for each answer. */
final class SerialVariant implements Variant {
    @Override
    public void run(Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<? super FetchResult> results)
            throws InterruptedException {
        while (requests.hasNext()) {
            results.accept(await(fetcher.fetch(requests.next())));
        }
    }

    /** Waits for a call; one that the waiting thread gives up is cancelled first, and has ended. */
    static FetchResult await(Call call) throws InterruptedException {
        try {
            return call.result().toCompletableFuture().get();
        } catch (InterruptedException e) {
            call.cancel();
            call.result().toCompletableFuture().join();
            throw e;
        } catch (ExecutionException e) {
            throw new AssertionError("a result stage failed: it may only carry a failure", e);
        }
    }
}
