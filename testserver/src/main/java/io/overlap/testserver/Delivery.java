package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Delivers one answer that takes its time or goes wrong. Owned by the event loop. */
final class Delivery {
    private static final int PIECE = 64 << 10;
    private static final int PIECES_AT_ONCE = 4; // then others have their turn
    private static final int AFTER_PIECE = 2; // bytes that a wire may add
    private static final long BOMB_BYTES = 1L << 30;
    private static final long SECOND = 1_000_000_000;
    private static final long SLOW_CLOSE_NANOS = 5 * SECOND;
    private static final byte[] MALFORMED_HEAD =
            "HTTP/1.1 2OO OK\r\nContent Length 5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MALFORMED_CHUNK = {'z', 'z', '\r', '\n'};

    private final Wire wire;
    private final Reply reply;
    private final Timers timers;
    private final long longestHoldNanos;
    private final Runnable delivered;
    private final Body body;
    private final long end; // bytes of the body that are sent; beyond is an end that was asked for
    private final boolean chunked;
    private @Nullable Pace pace;
    private Timers.@Nullable Timer timer;
    private long sent;
    private boolean going;
    private boolean over;

    /**
     * Prepares it.
     *
     * @param longestHoldNanos how long a fault may hold the connection
     * @param mostBytes of a body without end
     * @param delivered called when all is written and the connection goes on; else it is closed here
     */
    Delivery(Wire wire, Reply reply, Timers timers, long longestHoldNanos, long mostBytes, Runnable delivered) {
        this.wire = wire;
        this.reply = reply;
        this.timers = timers;
        this.longestHoldNanos = longestHoldNanos;
        this.delivered = delivered;
        body = body(reply);
        chunked = !reply.http10
                && (reply.content.chunked() || body.length() < 0 || reply.faults.contains(Fault.MALFORMED_CHUNK));
        boolean breaks = reply.faults.stream().anyMatch(Fault::breaksBody);
        end = body.length() < 0 ? mostBytes : breaks ? body.length() / 2 : body.length();
    }

    private static Body body(Reply reply) {
        Content content = reply.content;
        if (reply.faults.contains(Fault.GZIP_BOMB)) {
            return Body.bomb(content.size() < 0 ? BOMB_BYTES : content.size());
        }
        if (reply.faults.contains(Fault.ENDLESS)) {
            return Body.endless(content.charsetOrUtf8());
        }
        return content.size() < 0 && content.charset() == null
                ? Body.of(reply.body, content.encoding())
                : Body.text(content.size(), content.charsetOrUtf8(), content.encoding());
    }

    /** Begins with the head, or with what comes instead. */
    void begin() {
        long now = timers.now();
        Fault instead = reply.faults.stream()
                .filter(fault -> fault.isInsteadOfAnswer() || fault == Fault.MALFORMED_HEAD)
                .findFirst()
                .orElse(null);
        if (reply.entry != null) {
            Set<Fault> met = instead == null ? reply.faults : Set.of(instead);
            met.forEach(reply.entry::injected);
        }
        if (instead == Fault.STALL) {
            hold(longestHoldNanos, () -> {
                answered(Exchange.NONE);
                wire.breakOff(false);
            });
        } else if (instead == Fault.MALFORMED_HEAD) {
            answered(reply.status);
            wire.malformed(MALFORMED_HEAD);
            breakOff(false);
        } else if (instead != null) {
            answered(Exchange.NONE);
            breakOff(instead == Fault.RESET);
        } else {
            answered(reply.status);
            head(now);
            go();
        }
    }

    private void answered(int status) {
        if (reply.entry != null) {
            reply.entry.answered(status, timers.now());
        }
    }

    private void head(long now) {
        Content content = reply.content;
        if (content.size() >= 0 || content.charset() != null) {
            String type = "text/plain; charset=" + content.charsetOrUtf8().name();
            reply.contentType = type.getBytes(StandardCharsets.US_ASCII);
        }
        if (reply.faults.contains(Fault.GZIP_BOMB)) {
            reply.header("Content-Encoding", "gzip");
        } else if (content.encoding() != null && body.length() >= 0) {
            reply.header("Content-Encoding", content.encoding() == Content.Encoding.GZIP ? "gzip" : "deflate");
        }
        if (reply.faults.contains(Fault.BIG_HEADER)) {
            char[] filler = new char[content.headerSize()];
            Arrays.fill(filler, 'x');
            reply.header("Filler", new String(filler));
        }
        if (reply.faults.contains(Fault.SLOW_CLOSE) || (body.length() < 0 && !chunked)) {
            reply.keepAlive = false;
        }
        wire.head(reply, now, chunked ? -1 : body.length());
        reply.headers = null; // one of them may be large
        pace = pace(now);
    }

    private @Nullable Pace pace(long now) {
        Content content = reply.content;
        if (body.length() < 0) {
            return content.bytesPerSecond() == 0 ? null : new Pace(content.bytesPerSecond(), SECOND, now, true);
        }
        long spread = content.spreadNanos(body.length());
        return spread == 0 || body.length() == 0 ? null : new Pace(body.length(), spread, now, false);
    }

    /** Sends what may be sent now. */
    void go() {
        if (over || going || timer != null) {
            return;
        }
        if (reply.bodiless || reply.neverHasBody()) {
            finish();
            return;
        }
        going = true; // a flush tells that there is room again while it is on the stack
        long may = Math.min(end, due());
        int room = wire.room();
        for (int pieces = 0; sent < may && room > 0 && wire.isWritable() && pieces < PIECES_AT_ONCE; pieces++) {
            room -= piece((int) Math.min(Math.min(PIECE, room), may - sent));
        }
        wire.flush();
        going = false;
        if (sent >= end) {
            ending();
        } else if (sent < may && wire.isWritable()) {
            wire.later(this::go);
        } else if (sent >= may && pace != null) {
            timer = timers.at(pace.next(timers.now()), () -> {
                timer = null;
                go();
            });
        }
    }

    private long due() {
        return pace == null ? Long.MAX_VALUE : pace.due(timers.now());
    }

    private int piece(int most) {
        ByteBuf bytes = wire.alloc().buffer(most + AFTER_PIECE);
        body.next(bytes, most);
        int size = bytes.readableBytes();
        sent += size;
        wire.data(bytes);
        return size;
    }

    /** All that was to be sent of the body is. */
    private void ending() {
        Set<Fault> faults = reply.faults;
        if (faults.contains(Fault.STALL_BODY)) {
            hold(longestHoldNanos, () -> wire.breakOff(false));
        } else if (faults.contains(Fault.MALFORMED_CHUNK)) {
            wire.malformed(MALFORMED_CHUNK);
            breakOff(false);
        } else if (faults.contains(Fault.RESET_BODY) || body.length() < 0 || faults.contains(Fault.SHORT)) {
            breakOff(faults.contains(Fault.RESET_BODY));
        } else {
            wire.end();
            finish();
        }
    }

    private void finish() {
        wire.flush();
        if (reply.faults.contains(Fault.SLOW_CLOSE)) {
            hold(Math.min(longestHoldNanos, SLOW_CLOSE_NANOS), () -> wire.breakOff(false));
        } else if (!reply.keepAlive) {
            breakOff(false);
        } else {
            over = true;
            delivered.run();
        }
    }

    /** Nothing more comes until the hold asked for is over, at most this long. */
    private void hold(long most, Runnable then) {
        long asked = reply.content.holdNanos();
        over = true;
        wire.flush();
        timer = timers.at(timers.now() + (asked < 0 ? most : Math.min(asked, longestHoldNanos)), then);
    }

    private void breakOff(boolean reset) {
        over = true;
        wire.breakOff(reset);
    }

    /** The client has gone. */
    void cancel() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
