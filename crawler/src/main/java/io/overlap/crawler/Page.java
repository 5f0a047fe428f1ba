package io.overlap.crawler;

/**
 * An answer, whatever its status.
 *
 * @param body as sent, without transfer coding; at most the policy's {@code maxBodyBytes}; not copied, so not to be
 *     written to
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every body would cost more than the rest of the record
public record Page(FetchRequest request, int status, Headers headers, byte[] body) implements FetchResult {}
