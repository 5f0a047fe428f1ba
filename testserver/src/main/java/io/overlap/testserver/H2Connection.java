package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client's HTTP/2 connection: each stream is a request, answered at its own deadline whatever the others do. */
final class H2Connection extends Http2ConnectionHandler {
    /*
     * Netty's codec keeps the rules of frames and of flow control, and answers a breach by itself (RST_STREAM, GOAWAY).
     * The handler sits on the codec itself, not on frame objects and a channel for each stream: those cost more than a
     * waiting request does, and log what a bad client sends.
     *
     * A stream that is closed, by whom ever, before its answer began is a cancelled exchange.
     */
    private static final long MAX_UNREAD_BYTES = 1 << 20; // a thousand small answers in Netty's hands are half of that

    private final TestServer server;
    private final Endpoints endpoints;
    private final int id;
    private final Http2Connection.PropertyKey requests = connection().newKey();

    // Owned by the event loop.
    private final Set<Request> delivering = new LinkedHashSet<>(); // their answers take their time
    private Timers.@Nullable Timer idleTimer;
    private String client = "";
    private long activeNanos; // when a head or a request was last completed, or an answer begun
    private int waiting; // requests that are whole, and whose answer has not begun or is a report

    H2Connection(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, H2Builder builder) {
        super(decoder, encoder, settings);
        server = builder.server;
        endpoints = builder.endpoints;
        id = builder.id;
        decoder.frameListener(new Frames());
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                closed(stream);
            }
        });
        encoder.flowController().listener(this::writabilityChanged);
    }

    /** One stream: its request, and the answer to it. */
    static final class Request {
        final Http2Stream stream;
        final Reply reply;

        Timers.@Nullable Timer bodyTimer;

        @Nullable
        Delivery delivery;

        @Nullable
        Runnable leaveFeed;

        boolean over; // nothing is left to do here

        Request(Http2Stream stream, Reply reply) {
            this.stream = stream;
            this.reply = reply;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        activeNanos = server.now();
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress address) {
            client = address.getHostString();
        }
        watchIdle(ctx, server.idleNanos());
    }

    private void head(ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean last) {
        Http2Stream stream = connection().stream(streamId);
        Request request = stream.getProperty(requests);
        if (request == null) {
            open(ctx, stream, H2Messages.request(headers), last);
        } else if (last) { // trailers
            receive(ctx, request, Unpooled.EMPTY_BUFFER, true);
        }
    }

    private void open(ChannelHandlerContext ctx, Http2Stream stream, HttpRequest head, boolean last) {
        Reply reply = endpoints.open(head, id, client);
        Request request = new Request(stream, reply);
        stream.setProperty(requests, request);
        activeNanos = server.now();
        refuseWhatOnlyHttp1CanSay(reply);
        boolean whole = last || head.decoderResult().isFailure();
        if (!whole) {
            if (HttpUtil.is100ContinueExpected(head)) {
                Http2Headers goOn = new DefaultHttp2Headers().status("100");
                encoder().writeHeaders(ctx, stream.id(), goOn, 0, false, ctx.newPromise());
            }
            request.bodyTimer =
                    server.timers().at(activeNanos + server.idleNanos(), () -> reset(ctx, request, Http2Error.CANCEL));
        }
        reply.start(server.timers(), () -> fire(ctx, request));
        if (whole) {
            receive(ctx, request, Unpooled.EMPTY_BUFFER, true);
        }
    }

    private static void refuseWhatOnlyHttp1CanSay(Reply reply) {
        for (Fault fault : reply.faults) {
            if (fault.needsHttp1()) {
                reply.refused(501, "fault=" + fault.word() + " is of HTTP/1.1 only");
                return;
            }
        }
    }

    private void receive(ChannelHandlerContext ctx, Request request, ByteBuf data, boolean last) {
        Reply reply = request.reply;
        if (request.over || reply.received) {
            return; // refused before its end
        }
        reply.bodyBytes += data.readableBytes();
        if (reply.bodyBytes > Connection.MAX_REQUEST_BODY) {
            reply.refused(413, "request body longer than " + Connection.MAX_REQUEST_BODY + " bytes");
            received(request);
        } else if (reply.intake != null && !reply.intake.take(data)) {
            reply.refused(503, "requests that wait hold more than " + Save.MAX_HELD_BYTES + " bytes");
            received(request);
        } else if (last) {
            received(request);
            if (reply.intake != null) {
                reply.intake.received(reply);
            }
        }
        answerIfReady(ctx, request);
    }

    private void received(Request request) {
        request.reply.received = true;
        waiting++;
        activeNanos = server.now();
        if (request.bodyTimer != null) {
            request.bodyTimer.cancel();
        }
    }

    private void fire(ChannelHandlerContext ctx, Request request) {
        answerIfReady(ctx, request);
        flush(ctx);
    }

    private void answerIfReady(ChannelHandlerContext ctx, Request request) {
        Reply reply = request.reply;
        if (!reply.ready() || request.over) {
            return;
        }
        if (reply.intake != null) {
            reply.intake.finish(reply);
        }
        activeNanos = server.now();
        if (reply.report != null && !reply.bodiless) {
            report(ctx, request, reply.report);
        } else if (reply.feed != null && !reply.bodiless) {
            watch(ctx, request, reply.feed);
        } else if (reply.isPlayed() && !reply.lost) {
            deliver(ctx, request);
        } else {
            answer(ctx, request);
        }
    }

    private void answer(ChannelHandlerContext ctx, Request request) {
        Reply reply = request.reply;
        over(request);
        long now = server.now();
        if (reply.entry != null) {
            reply.entry.answered(reply.lost ? Exchange.NONE : reply.status, now);
        }
        if (reply.lost) {
            reset(ctx, request, Http2Error.INTERNAL_ERROR);
            return;
        }
        int stream = request.stream.id();
        ChannelPromise written = ctx.newPromise();
        written.addListener((ChannelFutureListener) end -> letGo(ctx, request));
        Http2Headers headers = H2Messages.headers(reply, now, reply.body.length);
        if (reply.bodiless || reply.neverHasBody() || reply.body.length == 0) {
            encoder().writeHeaders(ctx, stream, headers, 0, true, written);
        } else {
            encoder().writeHeaders(ctx, stream, headers, 0, false, ctx.newPromise());
            encoder().writeData(ctx, stream, Unpooled.wrappedBuffer(reply.body), 0, true, written);
        }
    }

    private void deliver(ChannelHandlerContext ctx, Request request) {
        waiting--;
        delivering.add(request);
        request.reply.keepAlive = true; // it is the stream that ends
        request.delivery = new Delivery(
                new H2Wire(this, ctx, request.stream),
                request.reply,
                server.timers(),
                server.idleNanos(),
                server.maxStream(),
                () -> over(request));
        request.delivery.begin();
    }

    /** Progress: a client takes what is sent. */
    private void writabilityChanged(Http2Stream stream) {
        activeNanos = server.now();
        Request request = stream.getProperty(requests);
        if (request != null
                && request.delivery != null
                && encoder().flowController().isWritable(stream)) {
            request.delivery.go();
        }
    }

    /** Tells a client that is still sending a request, now answered, to stop. */
    private void letGo(ChannelHandlerContext ctx, Request request) {
        if (request.stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
            reset(ctx, request, Http2Error.NO_ERROR);
        }
    }

    private void reset(ChannelHandlerContext ctx, Request request, Http2Error error) {
        new H2Wire(this, ctx, request.stream).reset(error);
    }

    private void over(Request request) {
        if (!request.over && request.reply.received && !delivering.remove(request)) {
            waiting--;
        }
        request.over = true;
    }

    private void closed(Http2Stream stream) {
        Request request = stream.getProperty(requests);
        if (request == null) {
            return;
        }
        if (request.delivery != null) {
            request.delivery.cancel();
        }
        if (request.leaveFeed != null) {
            request.leaveFeed.run();
        }
        if (request.bodyTimer != null) {
            request.bodyTimer.cancel();
        }
        if (!request.over) {
            over(request);
            request.reply.cancel(server.now());
        }
    }

    private void watch(ChannelHandlerContext ctx, Request request, LiveFeed feed) {
        Http2Headers headers = H2Messages.headers(request.reply, server.now(), -1);
        encoder().writeHeaders(ctx, request.stream.id(), headers, 0, false, ctx.newPromise());
        request.leaveFeed = feed.watch(new H2Events(this, ctx, request.stream));
    }

    /** Has the reporter write a reply that may be long; the event loop only passes its pieces on. */
    private void report(ChannelHandlerContext ctx, Request request, Reply.Report report) {
        H2Report pieces = new H2Report(this, ctx, request.stream.id());
        boolean taken = server.report(() -> {
            boolean whole = false;
            try {
                whole = pieces.write(report);
            } finally {
                boolean written = whole;
                ctx.executor().execute(() -> reported(ctx, request, written));
            }
        });
        if (taken) {
            Http2Headers headers = H2Messages.headers(request.reply, server.now(), -1);
            encoder().writeHeaders(ctx, request.stream.id(), headers, 0, false, ctx.newPromise());
        } else {
            reset(ctx, request, Http2Error.REFUSED_STREAM);
        }
    }

    private void reported(ChannelHandlerContext ctx, Request request, boolean whole) {
        over(request);
        activeNanos = server.now();
        if (!whole) {
            reset(ctx, request, Http2Error.INTERNAL_ERROR);
        }
    }

    /** Closes a connection on which nothing is asked, or answers are not taken, for the idle timeout. */
    private void watchIdle(ChannelHandlerContext ctx, long delayNanos) {
        idleTimer = server.timers().at(server.now() + delayNanos, () -> {
            boolean waits = waiting > 0
                    || delivering.stream()
                            .anyMatch(request -> encoder().flowController().isWritable(request.stream));
            long left = activeNanos + server.idleNanos() - server.now();
            if (waits || left > 0) {
                watchIdle(ctx, waits ? server.idleNanos() : left);
            } else {
                ctx.channel().close();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (idleTimer != null) {
            idleTimer.cancel();
        }
        super.channelInactive(ctx); // closes all streams
    }

    /** Ends with a client that asks, or provokes refusals, and takes no answers. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (ctx.channel().bytesBeforeWritable() > MAX_UNREAD_BYTES) {
            ReferenceCountUtil.release(message);
            ctx.channel().close();
        } else {
            super.channelRead(ctx, message);
        }
    }

    /** A head that is too long: 431, and the stream is reset. */
    @Override
    protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext ctx, Http2Stream stream) {
        Reply reply = endpoints.open(H2Messages.tooLong(), id, client);
        long now = server.now();
        if (reply.entry != null) {
            reply.entry.answered(reply.status, now);
        }
        Http2Headers headers = H2Messages.headers(reply, now, -1); // a body would not be waited for
        encoder().writeHeaders(ctx, stream.id(), headers, 0, true, ctx.newPromise());
    }

    /** A breach of the protocol is answered as it says; a client that resets its connection is one that left. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(ctx, cause);
        } else {
            ctx.channel().close();
        }
    }

    private final class Frames extends Http2FrameAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean last) {
            head(ctx, streamId, headers, last);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last) {
            head(ctx, streamId, headers, last);
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean last) {
            int bytes = data.readableBytes() + padding;
            Request request = connection().stream(streamId).getProperty(requests);
            if (request != null) {
                receive(ctx, request, data, last);
            }
            return bytes;
        }
    }
}
