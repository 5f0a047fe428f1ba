package io.overlap.crawler;

import java.util.concurrent.CompletionStage;

/** One fetch under way. */
public interface Call {
    /**
     * The result to come. The stage never fails; it ends once, when the socket has gone back to the pool or is closed,
     * and within the time that the fetcher's policy allows. What depends on it runs on the fetcher's event loop and must
     * not block.
     */
    CompletionStage<FetchResult> result();

    /** Ends the fetch as {@link FetchFailure.Kind#CANCELLED}, unless it has ended. May be called from any thread. */
    void cancel();
}
