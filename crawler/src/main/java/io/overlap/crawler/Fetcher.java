package io.overlap.crawler;

import java.util.function.Consumer;

/** Turns a request into an answer without blocking. */
@FunctionalInterface
public interface Fetcher {
    /**
     * Starts a fetch, or lines it up if as many as the fetcher's cap are under way. Never blocks and never throws for
     * what the network, the server or the URL does: that is a {@link FetchFailure}.
     */
    Call fetch(FetchRequest request);

    /**
     * As {@link #fetch(FetchRequest)}, by explicit callback.
     *
     * @param ended called once, where a dependent of {@link Call#result()} would be; must not block and must not throw
     */
    default void fetch(FetchRequest request, Consumer<? super FetchResult> ended) {
        fetch(request)
                .result()
                .whenComplete((result, failed) -> ended.accept(
                        failed == null
                                ? result
                                : new FetchFailure(request, FetchFailure.Kind.OTHER, Failures.detailOf(failed))));
    }
}
