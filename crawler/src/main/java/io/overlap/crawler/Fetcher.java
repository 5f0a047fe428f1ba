package io.overlap.crawler;

/** Turns a request into an answer without blocking. */
@FunctionalInterface
public interface Fetcher {
    /**
     * Starts a fetch, or lines it up if as many as the fetcher's cap are under way. Never blocks and never throws for
     * what the network, the server or the URL does: that is a {@link FetchFailure}.
     */
    Call fetch(FetchRequest request);
}
