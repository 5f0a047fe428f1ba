package io.overlap.crawler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A fetch under way as its caller sees it: a future that ends with the call. */
final class FutureCall implements Call {
    private final HttpFetcher fetcher;
    private final CompletableFuture<FetchResult> result = new CompletableFuture<>();
    private final CompletionStage<FetchResult> view = result.minimalCompletionStage();
    private final HttpCall http;

    FutureCall(HttpFetcher fetcher, FetchRequest request) {
        this.fetcher = fetcher;
        http = new HttpCall(fetcher, request, result::complete);
    }

    HttpCall http() {
        return http;
    }

    @Override
    public CompletionStage<FetchResult> result() {
        return view;
    }

    @Override
    public void cancel() {
        if (!result.isDone()) {
            fetcher.loop().execute(() -> http.fail(FetchFailure.Kind.CANCELLED, "cancelled by the caller"));
        }
    }
}
