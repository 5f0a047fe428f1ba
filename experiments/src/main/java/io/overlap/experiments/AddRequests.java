package io.overlap.experiments;

import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The requests of {@link Workload.Add}, as bytes of HTTP/1.1. Not thread-safe. */
final class AddRequests {
    private static final int MAX_DIGITS = 19;

    private final byte[] before;
    private final byte[] after;
    private final byte[] digits = new byte[MAX_DIGITS];
    private final long n;
    private long sent;

    /** So many of a trial, from number 0 on. */
    AddRequests(URI base, String delay, String trial, long n) {
        this.n = n;
        before = ascii("GET " + base.getRawPath() + "/add?name=u");
        after = ascii("&delay=" + delay + " HTTP/1.1\r\nHost: " + base.getRawAuthority() + "\r\nOverlap-Trial: " + trial
                + "\r\n\r\n");
    }

    /** Writes the next and returns its number; -1 if there is none. */
    long next(ByteBuf out) {
        if (sent == n) {
            return -1;
        }
        write(out, sent);
        return sent++;
    }

    private void write(ByteBuf out, long number) {
        out.writeBytes(before);
        int at = MAX_DIGITS;
        long rest = number;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        out.writeBytes(digits, at, MAX_DIGITS - at);
        out.writeBytes(after);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
