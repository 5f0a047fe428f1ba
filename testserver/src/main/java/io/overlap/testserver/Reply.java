package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer to come. It is ready when its time has come and its request is whole, and is written when those before it
 * on the connection are. Owned by the connection's event loop.
 */
final class Reply {
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nContent-Type: ");
    private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
    private static final byte[] TIMING = ascii("\r\nServer-Timing: plan;dur=");
    private static final byte[] LATE = ascii(", late;dur=");
    private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] CHUNKED = ascii("\r\nTransfer-Encoding: chunked");
    private static final byte[] END = ascii("\r\n\r\n");
    static final byte[] TEXT = ascii("text/plain; charset=utf-8");
    static final byte[] JSON = ascii("application/json");
    static final byte[] CSV = ascii("text/csv; charset=utf-8");

    /** Writes a report, piece by piece, for whoever takes the pieces. */
    interface Report {
        void writeTo(Consumer<String> out);
    }

    /** The exchange that this ends; null for questions about the server itself, which are not counted. */
    final Ledger.@Nullable Entry entry;

    int status = 200;
    byte[] contentType = TEXT;
    byte[] body = {};

    @Nullable
    Report report; // instead of a body

    @Nullable
    Save save; // what the body is for; null too once it is refused

    @Nullable
    String allow; // of a 405

    int retryAfter = -1; // seconds, of a 429 or 503
    boolean lost; // the connection is closed instead

    boolean keepAlive;
    boolean http10;
    boolean bodiless; // answers a HEAD
    boolean received; // the request's last byte is here
    boolean due; // its deadline has come
    int bodyBytes; // of the request

    @Nullable
    Future<?> timer;

    Reply(Ledger.@Nullable Entry entry) {
        this.entry = entry;
    }

    /** Makes this an answer in text. */
    Reply text(int code, String line) {
        status = code;
        contentType = TEXT;
        body = line.getBytes(StandardCharsets.UTF_8);
        report = null;
        return this;
    }

    /** Makes this the answer to a request that cannot be read or fulfilled: due at once, one line. */
    Reply refused(int code, String reason) {
        if (entry != null && !due) {
            entry.deadlineNanos = entry.arrivedNanos;
        }
        due = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (save != null) {
            save.end();
            save = null;
        }
        return text(code, reason.replaceAll("\\p{Cntrl}+", " ") + "\n");
    }

    Reply json(String text) {
        contentType = JSON;
        body = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Reply report(byte[] type, Report writer) {
        contentType = type;
        report = writer;
        return this;
    }

    boolean ready() {
        return due && received;
    }

    /** Writes the head, and the body unless it is a report. */
    void encode(ByteBuf out, long now) {
        if (status == 200) {
            out.writeBytes(OK);
        } else {
            HttpResponseStatus known = HttpResponseStatus.valueOf(status);
            out.writeBytes(ascii("HTTP/1.1 " + known.code() + ' ' + known.reasonPhrase() + "\r\nContent-Type: "));
        }
        out.writeBytes(contentType);
        if (report == null) {
            out.writeBytes(LENGTH);
            decimal(out, body.length);
        } else if (!http10) {
            out.writeBytes(CHUNKED);
        }
        if (entry != null) {
            out.writeBytes(TIMING);
            millis(out, entry.deadlineNanos - entry.arrivedNanos);
            out.writeBytes(LATE);
            millis(out, now - entry.deadlineNanos);
        }
        if (allow != null) {
            out.writeBytes(ascii("\r\nAllow: " + allow));
        }
        if (retryAfter >= 0) {
            out.writeBytes(ascii("\r\nRetry-After: " + retryAfter));
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (http10) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeBytes(END);
        if (!bodiless) {
            out.writeBytes(body);
        }
    }

    /** Milliseconds with up to three digits after the point. */
    private static void millis(ByteBuf out, long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        decimal(out, micros / 1_000);
        int rest = (int) (micros % 1_000);
        if (rest > 0) {
            out.writeByte('.')
                    .writeByte('0' + rest / 100)
                    .writeByte('0' + rest / 10 % 10)
                    .writeByte('0' + rest % 10);
        }
    }

    private static void decimal(ByteBuf out, long value) {
        if (value >= 10) {
            decimal(out, value / 10);
        }
        out.writeByte('0' + (int) (value % 10));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
