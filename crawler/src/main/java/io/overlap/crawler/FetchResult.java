package io.overlap.crawler;

/** What became of a request: a page, a redirect or a failure. */
public sealed interface FetchResult permits Page, Redirect, FetchFailure {
    FetchRequest request();
}
