package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
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
     * Answers begin in whatever order they are due, but none while the socket takes no more, or MAX_UNREAD_BYTES of bodies
     * wait for the client's windows: a thousand streams would hold too much. Control frames cannot be held; a client that
     * has as much of them unread is closed.
     */
    private static final long MAX_UNREAD_BYTES = 1 << 20; // a thousand small answers in Netty's hands are half of that

    final TestServer server;

    private final Endpoints endpoints;
    private final int id;
    private final Http2Connection.PropertyKey ours = connection().newKey(); // the H2Stream of a stream

    // Owned by the event loop.
    private final Set<H2Stream> held = new LinkedHashSet<>(); // their answers are due
    private long handedOnBytes; // bodies of whole answers that are not sent
    private boolean goesOn; // soon
    private Timers.@Nullable Timer idleTimer;
    private String client = "";
    private long activeNanos; // when a head or a request was last completed, an answer begun, or something taken

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
                H2Stream closed = stream.getProperty(ours);
                if (closed != null) {
                    held.remove(closed);
                    closed.closed();
                }
            }
        });
        encoder.flowController().listener(this::writabilityChanged);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        progress();
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress address) {
            client = address.getHostString();
        }
        watchIdle(ctx, server.idleNanos());
    }

    private void head(ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean last) {
        Http2Stream stream = connection().stream(streamId);
        H2Stream known = stream.getProperty(ours);
        if (known == null) {
            open(ctx, stream, H2Messages.request(headers), last);
        } else if (last) { // trailers
            known.receive(Unpooled.EMPTY_BUFFER, true);
        }
    }

    private void open(ChannelHandlerContext ctx, Http2Stream stream, HttpRequest head, boolean last) {
        H2Stream opened = add(ctx, stream, head);
        progress();
        opened.open(last || head.decoderResult().isFailure(), HttpUtil.is100ContinueExpected(head));
    }

    private H2Stream add(ChannelHandlerContext ctx, Http2Stream stream, HttpRequest head) {
        Reply reply = endpoints.open(head, id, client);
        H2Stream added = new H2Stream(this, new H2Wire(this, ctx, stream), reply);
        stream.setProperty(ours, added);
        return added;
    }

    /** Something goes on: the connection does not idle. */
    void progress() {
        activeNanos = server.now();
    }

    /** Progress: a client takes what is sent, on this stream or on all. */
    private void writabilityChanged(Http2Stream stream) {
        progress();
        writable(stream);
    }

    private void writable(Http2Stream stream) {
        H2Stream known = stream.getProperty(ours);
        if (known != null) {
            known.writable();
        }
    }

    /** Whether an answer that is due may begin now. If not, its stream is told when. */
    boolean mayAnswer(H2Stream stream) {
        if (held.isEmpty() && hasRoom()) {
            return true;
        }
        held.add(stream);
        return false;
    }

    private boolean hasRoom() {
        return handedOnBytes <= MAX_UNREAD_BYTES && context().channel().isWritable();
    }

    private ChannelHandlerContext context() {
        return encoder().flowController().channelHandlerContext();
    }

    /** Netty was given so much of an answer. */
    void handedOn(int bytes) {
        handedOnBytes += bytes;
    }

    /** Netty has sent it, or never will. */
    void taken(int bytes) {
        handedOnBytes -= bytes;
        progress();
        goOnSoon();
    }

    /** Progress: a client takes what is sent. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        progress();
        super.channelWritabilityChanged(ctx);
        goOnSoon();
    }

    /** In another turn, for Netty tells it while it writes. */
    private void goOnSoon() {
        if (!held.isEmpty() && !goesOn) {
            goesOn = true;
            context().executor().execute(this::goOn);
        }
    }

    private void goOn() {
        goesOn = false;
        while (!held.isEmpty() && hasRoom()) {
            H2Stream next = held.iterator().next();
            held.remove(next);
            next.goOn();
        }
        flush(context());
    }

    /** Closes a connection on which nothing is asked, or answers are not taken, for the idle timeout. */
    private void watchIdle(ChannelHandlerContext ctx, long delayNanos) {
        idleTimer = server.timers().at(server.now() + delayNanos, () -> {
            boolean waits = anyWaitsForServer();
            long left = activeNanos + server.idleNanos() - server.now();
            if (waits || left > 0) {
                watchIdle(ctx, waits ? server.idleNanos() : left);
            } else {
                ctx.channel().close();
            }
        });
    }

    private boolean anyWaitsForServer() {
        try {
            return connection().forEachActiveStream(stream -> !waitsForServer(stream)) != null;
        } catch (Http2Exception e) {
            throw new AssertionError("asking a stream does not fail", e);
        }
    }

    private boolean waitsForServer(Http2Stream stream) {
        H2Stream known = stream.getProperty(ours);
        return known != null && known.waitsForServer();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (idleTimer != null) {
            idleTimer.cancel();
        }
        super.channelInactive(ctx); // closes all streams
    }

    /** Ends with a client that provokes what cannot be held, and does not take it. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (ctx.channel().bytesBeforeWritable() > MAX_UNREAD_BYTES) {
            ReferenceCountUtil.release(message);
            ctx.channel().close();
        } else {
            super.channelRead(ctx, message);
        }
    }

    /** A head, or trailers, too long to be read: 431, and the stream is reset. */
    @Override
    protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext ctx, Http2Stream stream) {
        H2Stream known = stream.getProperty(ours);
        H2Stream refused = known == null ? add(ctx, stream, H2Messages.tooLong()) : known;
        refused.refuseHead();
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

        /** A reset is not answered by one, as Netty would that finds it cannot write what is left of the answer. */
        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
            connection().stream(streamId).resetSent();
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean last) {
            int bytes = data.readableBytes() + padding;
            H2Stream known = connection().stream(streamId).getProperty(ours);
            if (known != null) {
                known.receive(data, last);
            }
            return bytes;
        }
    }
}
