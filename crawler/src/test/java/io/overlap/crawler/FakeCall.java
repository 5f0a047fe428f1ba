package io.overlap.crawler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A call that has ended before it is returned. */
record FakeCall(FetchResult end) implements Call {
    @Override
    public CompletionStage<FetchResult> result() {
        return CompletableFuture.completedStage(end);
    }

    @Override
    public void cancel() {}
}
