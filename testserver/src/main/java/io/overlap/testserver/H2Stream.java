package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/** One stream of HTTP/2: its request, and the answer to it. Owned by the event loop. */
final class H2Stream {
    /*
     * RECEIVING ── the request is whole ──► WAITING ── its time has come ──► ANSWERING ── all is handed on ──► OVER
     *                                          └── but answers before it are not taken ──► HELD ──┘
     *
     * The stream's close, by whom ever, leads to OVER from each of them; before the answer began it is a cancelled exchange.
     */
    private enum State {
        RECEIVING,
        WAITING,
        HELD,
        ANSWERING,
        OVER
    }

    private final H2Connection connection;
    private final TestServer server;
    private final H2Wire wire;
    private final Reply reply;
    private State state = State.RECEIVING;
    private Timers.@Nullable Timer bodyTimer;
    private @Nullable Delivery delivery;
    private @Nullable Runnable leaveFeed;

    H2Stream(H2Connection connection, H2Wire wire, Reply reply) {
        this.connection = connection;
        this.wire = wire;
        this.reply = reply;
        server = connection.server;
    }

    /** Begins with the head of a request. */
    void open(boolean whole, boolean expectsContinue) {
        refuseWhatOnlyHttp1CanSay();
        if (!whole) {
            if (expectsContinue) {
                wire.goOn();
            }
            bodyTimer = server.timers().at(server.now() + server.idleNanos(), () -> wire.reset(Http2Error.CANCEL));
        }
        reply.start(server.timers(), this::fire);
        if (whole) {
            receive(Unpooled.EMPTY_BUFFER, true);
        }
    }

    private void refuseWhatOnlyHttp1CanSay() {
        for (Fault fault : reply.faults) {
            if (fault.needsHttp1()) {
                reply.refused(501, "fault=" + fault.word() + " is of HTTP/1.1 only");
                return;
            }
        }
    }

    /** Takes a piece of the request's body. */
    void receive(ByteBuf data, boolean last) {
        if (state != State.RECEIVING) {
            return; // refused before its end
        }
        reply.bodyBytes += data.readableBytes();
        if (reply.bodyBytes > Connection.MAX_REQUEST_BODY) {
            reply.refused(413, "request body longer than " + Connection.MAX_REQUEST_BODY + " bytes");
            received();
        } else if (reply.intake != null && !reply.intake.take(data)) {
            reply.refused(503, "requests that wait hold more than " + Save.MAX_HELD_BYTES + " bytes");
            received();
        } else if (last) {
            received();
            if (reply.intake != null) {
                reply.intake.received(reply);
            }
        }
        answerIfReady();
    }

    private void received() {
        reply.received = true;
        state = State.WAITING;
        connection.progress();
        if (bodyTimer != null) {
            bodyTimer.cancel();
        }
    }

    private void fire() {
        answerIfReady();
        wire.flush();
    }

    private void answerIfReady() {
        if (state == State.WAITING && reply.ready()) {
            if (connection.mayAnswer(this)) {
                answer();
            } else {
                state = State.HELD;
            }
        }
    }

    /** There is room for its answer, unless it is over meanwhile. */
    void goOn() {
        if (state == State.HELD) {
            answer();
        }
    }

    private void answer() {
        if (reply.intake != null) {
            reply.intake.finish(reply);
        }
        state = State.ANSWERING;
        connection.progress();
        if (reply.report != null && !reply.bodiless) {
            report(reply.report);
        } else if (reply.feed != null && !reply.bodiless) {
            watch(reply.feed);
        } else if (reply.isPlayed() && !reply.lost) {
            deliver();
        } else {
            answerAtOnce();
        }
    }

    private void answerAtOnce() {
        state = State.OVER;
        long now = server.now();
        if (reply.entry != null) {
            reply.entry.answered(reply.lost ? Exchange.NONE : reply.status, now);
        }
        if (reply.lost) {
            wire.reset(Http2Error.INTERNAL_ERROR);
        } else {
            int bytes = reply.body.length;
            connection.handedOn(bytes);
            wire.answer(reply, now).addListener(sent -> {
                connection.taken(bytes);
                wire.letGo();
            });
        }
    }

    private void deliver() {
        reply.keepAlive = true; // it is the stream that ends
        delivery = new Delivery(
                wire, reply, server.timers(), server.idleNanos(), server.maxStream(), () -> state = State.OVER);
        delivery.begin();
    }

    private void watch(LiveFeed feed) {
        wire.head(reply, server.now(), -1);
        leaveFeed = feed.watch(new H2Events(wire));
    }

    /** Has the reporter write a reply that may be long; the event loop only passes its pieces on. */
    private void report(Reply.Report report) {
        ReportStream pieces = new ReportStream(wire);
        boolean taken = server.report(() -> {
            boolean whole = false;
            try {
                whole = pieces.write(report);
            } finally {
                boolean written = whole;
                wire.later(() -> reported(written));
            }
        });
        if (taken) {
            wire.head(reply, server.now(), -1);
        } else {
            wire.reset(Http2Error.REFUSED_STREAM);
        }
    }

    private void reported(boolean whole) {
        state = State.OVER;
        connection.progress();
        if (!whole) {
            wire.reset(Http2Error.INTERNAL_ERROR);
        }
    }

    /** Its head, or its trailers, are too long to be read: 431. No body, since the stream is reset next. */
    void refuseHead() {
        state = State.OVER;
        long now = server.now();
        reply.refused(431, "head longer than " + TestServer.MAX_HEAD + " bytes").bodiless = true;
        if (reply.entry != null) {
            reply.entry.answered(reply.status, now);
        }
        wire.head(reply, now, -1);
    }

    /** The client takes more. */
    void writable() {
        if (delivery != null && wire.isWritable()) {
            delivery.go();
        }
    }

    /** Whether it waits for the server: for its time, or for more of an answer that the client takes. */
    boolean waitsForServer() {
        return state == State.WAITING || (state == State.ANSWERING && (delivery == null || wire.isWritable()));
    }

    void closed() {
        if (delivery != null) {
            delivery.cancel();
        }
        if (leaveFeed != null) {
            leaveFeed.run();
        }
        if (bodyTimer != null) {
            bodyTimer.cancel();
        }
        if (state != State.OVER) {
            state = State.OVER;
            reply.cancel(server.now());
        }
    }
}
