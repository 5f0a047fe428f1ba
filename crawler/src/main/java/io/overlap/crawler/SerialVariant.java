package io.overlap.crawler;

import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The caller waits for each answer. */
final class SerialVariant implements Variant {
    @Override
    public void run(Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<? super FetchResult> results)
            throws InterruptedException {
        while (requests.hasNext()) {
            throwIfInterrupted();
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
            throw brokenContract(e.getCause());
        }
    }

    /** For a fetcher so quick that no one ever waits. */
    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    static AssertionError brokenContract(@Nullable Throwable failed) {
        return new AssertionError("a result stage failed: it may only carry a failure", failed);
    }
}
