package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    private static final byte[] QUEUE = ascii(", queue;dur=");
    private static final byte[] LATE = ascii(", late;dur=");
    private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] CHUNKED = ascii("\r\nTransfer-Encoding: chunked");
    private static final byte[] END = ascii("\r\n\r\n");
    static final byte[] TEXT = ascii("text/plain; charset=utf-8");
    static final byte[] JSON = ascii("application/json");
    static final byte[] PEM = ascii("application/x-pem-file");
    static final byte[] CSV = ascii("text/csv; charset=utf-8");
    static final byte[] HTML = ascii("text/html; charset=utf-8");
    static final byte[] SVG = ascii("image/svg+xml");
    static final byte[] PROMETHEUS = ascii("text/plain; version=0.0.4; charset=utf-8");
    static final byte[] EVENTS = ascii("text/event-stream");

    /** Takes a request's body. */
    interface Intake {
        /** Takes a piece; false if that is more than can be held. */
        boolean take(ByteBuf piece);

        /** The body is whole. */
        void received(Reply reply);

        /** The answer is to be written now: the last moment to say what it is. */
        void finish(Reply reply);

        /** Lets go of what is held. */
        void end();
    }

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
    LiveFeed feed; // instead of a body, until the connection's end

    @Nullable
    Intake intake; // what the request's body is for; null too once it is refused

    /** Names and values in turn, beside those that every answer has; null for none. */
    @Nullable
    List<String> headers;

    Content content = Content.PLAIN;
    Set<Fault> faults = Set.of();
    boolean lost; // the connection is closed instead

    boolean keepAlive;
    boolean http10;
    boolean bodiless; // answers a HEAD
    boolean received; // the request's last byte is here
    boolean awaitsContinue; // its client asked whether to send the body (RFC 9110, 10.1.1)
    boolean due; // its deadline has come
    int bodyBytes; // of the request

    long serviceNanos; // its delay

    @Nullable
    Capacity capacity; // whose servers it needs; null: it needs none

    private Capacity.@Nullable Turn turn;
    private Timers.@Nullable Timer timer;

    @Nullable
    private Timers timers;

    Reply(Ledger.@Nullable Entry entry) {
        this.entry = entry;
    }

    /** Makes this an answer in text. */
    Reply text(int code, String line) {
        status = code;
        contentType = TEXT;
        body = line.getBytes(StandardCharsets.UTF_8);
        report = null;
        feed = null;
        return this;
    }

    /** Makes this the answer to a request that cannot be read or fulfilled: due at once, one line. */
    Reply refused(int code, String reason) {
        leave();
        if (entry != null && !due) {
            entry.deadlineNanos = entry.arrivedNanos;
        }
        due = true;
        content = Content.PLAIN;
        faults = Set.of();
        headers = null;
        if (intake != null) {
            intake.end();
            intake = null;
        }
        return text(code, reason.replaceAll("\\p{Cntrl}+", " ") + "\n");
    }

    /** Adds a header. */
    Reply header(String name, String value) {
        if (headers == null) {
            headers = new ArrayList<>(2);
        }
        headers.add(name);
        headers.add(value);
        return this;
    }

    /** Lets its time run, once there is a server for it. Calls back when it is due, unless it is so already on return. */
    void start(Timers by, Runnable whenDue) {
        if (due || entry == null) {
            return;
        }
        timers = by;
        if (capacity == null) {
            serve(entry, by, whenDue, entry.arrivedNanos);
            return;
        }
        Capacity servers = capacity;
        turn = new Capacity.Turn() {
            @Override
            long begin(long now) {
                serve(entry, by, whenDue, now);
                return entry.deadlineNanos;
            }
        };
        entry.deadlineNanos = entry.arrivedNanos + serviceNanos; // while it waits nobody knows better
        if (!servers.enter(turn, entry.arrivedNanos)) {
            turn = null;
            int overflow = servers.limit().overflow();
            refused(overflow, "the queue is full: limit " + servers.limit()).header("Retry-After", "1");
        }
    }

    private void serve(Ledger.Entry served, Timers by, Runnable whenDue, long now) {
        served.queueNanos = now - served.arrivedNanos;
        served.deadlineNanos = now + serviceNanos;
        if (serviceNanos == 0 && turn == null) {
            due = true;
            return;
        }
        timer = by.at(served.deadlineNanos, () -> {
            due = true;
            if (turn != null && capacity != null) {
                capacity.leave(turn, served.deadlineNanos);
            }
            whenDue.run();
        });
    }

    /** It waits no longer, neither for its time nor for a server. Returns whether it left the queue. */
    private boolean leave() {
        boolean queued = false;
        if (turn != null && capacity != null && timers != null) {
            capacity.leave(turn, timers.now()); // which begins it first if a server was free and nobody had said so
            turn = null;
            queued = timer == null;
        }
        if (timer != null) {
            timer.cancel();
        }
        return queued;
    }

    /** Its client has gone. */
    void cancel(long now) {
        boolean queued = leave();
        if (intake != null) {
            intake.end();
        }
        if (entry != null) {
            if (queued) {
                entry.queueNanos = now - entry.arrivedNanos;
                entry.deadlineNanos = now + serviceNanos;
            }
            entry.cancelled(now);
        }
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

    Reply events(LiveFeed source) {
        contentType = EVENTS;
        feed = source;
        return this;
    }

    /** Whether it takes its time, or goes wrong. */
    boolean isPlayed() {
        return !content.isPlain() || !faults.isEmpty();
    }

    /** Whether there is no body whatever was asked for (RFC 9110, 15.3.5 and 15.4.5). */
    boolean neverHasBody() {
        return status == 204 || status == 304;
    }

    boolean ready() {
        return due && received;
    }

    /** Writes the head, and the body unless it is a report or a feed. */
    void encode(ByteBuf out, long now) {
        encodeHead(out, now, report == null && feed == null ? body.length : -1);
        if (!bodiless && !neverHasBody()) {
            out.writeBytes(body);
        }
    }

    /** Writes the head of a body of this length; -1: it is not told. */
    void encodeHead(ByteBuf out, long now, long length) {
        if (status == 200) {
            out.writeBytes(OK);
        } else {
            HttpResponseStatus known = HttpResponseStatus.valueOf(status);
            out.writeBytes(ascii("HTTP/1.1 " + known.code() + ' ' + known.reasonPhrase() + "\r\nContent-Type: "));
        }
        out.writeBytes(contentType);
        if (length >= 0 && !neverHasBody()) {
            out.writeBytes(LENGTH);
            decimal(out, length);
        } else if (feed == null && !http10 && !neverHasBody()) {
            out.writeBytes(CHUNKED);
        }
        if (entry != null) {
            out.writeBytes(TIMING);
            millis(out, entry.deadlineNanos - entry.arrivedNanos - entry.queueNanos);
            if (capacity != null) {
                out.writeBytes(QUEUE);
                millis(out, entry.queueNanos);
            }
            out.writeBytes(LATE);
            millis(out, now - entry.deadlineNanos);
        }
        for (int i = 0; headers != null && i < headers.size(); i += 2) {
            out.writeBytes(ascii("\r\n" + headers.get(i) + ": " + headers.get(i + 1)));
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (http10) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeBytes(END);
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
