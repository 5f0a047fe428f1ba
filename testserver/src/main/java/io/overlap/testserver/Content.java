package io.overlap.testserver;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body that is asked for, and how fast it comes.
 *
 * @param size in bytes, before it is compressed; -1: that of the answer itself
 * @param trickleNanos over how long the body is spread
 * @param bytesPerSecond at most so fast; 0 for no limit
 * @param encoding {@code gzip}, {@code deflate} or null
 * @param chunked whether its length is not told before it
 * @param charset of the text; null: UTF-8
 * @param headerSize of {@link Fault#BIG_HEADER}
 * @param holdNanos how long a fault holds the connection; -1: as long as it may
 * @param retryAfter seconds, of a 429 or 503; -1 for none
 */
record Content(
        long size,
        long trickleNanos,
        long bytesPerSecond,
        @Nullable Encoding encoding,
        boolean chunked,
        @Nullable Charset charset,
        int headerSize,
        long holdNanos,
        int retryAfter) {
    static final int MAX_HEADER = 1 << 20;
    static final Content PLAIN = new Content(-1, 0, 0, null, false, null, 64 << 10, -1, -1);

    /** What the body is compressed with. */
    enum Encoding {
        GZIP,
        DEFLATE;

        static Encoding of(String word) {
            return switch (word) {
                case "gzip" -> GZIP;
                case "deflate" -> DEFLATE;
                default ->
                    throw new IllegalArgumentException("unknown encoding: " + Shown.of(word) + " (gzip or deflate)");
            };
        }
    }

    /** Whether the answer's own body is sent as it is, at once. */
    boolean isPlain() {
        return size < 0 && trickleNanos == 0 && bytesPerSecond == 0 && encoding == null && !chunked && charset == null;
    }

    Charset charsetOrUtf8() {
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }

    /** How long a body of this length takes; of an endless one each such piece. */
    long spreadNanos(long bytes) {
        return Math.max(trickleNanos, bytesPerSecond == 0 ? 0 : (long) (bytes * (1e9 / bytesPerSecond)));
    }

    static Charset charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            if (charset.canEncode()) {
                return charset;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw new IllegalArgumentException("unknown charset: " + Shown.of(name));
    }
}
