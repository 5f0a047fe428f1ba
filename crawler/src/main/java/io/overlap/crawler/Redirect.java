package io.overlap.crawler;

/**
 * An answer that points elsewhere: 301, 302, 303, 307 or 308 with a {@code Location}. It is not followed: the next
 * fetch, if any, is its reader's decision and has a deadline of its own.
 *
 * @param location as sent, perhaps relative to the request's URL
 */
public record Redirect(FetchRequest request, int status, Headers headers, String location) implements FetchResult {}
