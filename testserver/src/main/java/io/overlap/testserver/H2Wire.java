package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/** Where the answer on one stream of HTTP/2 is written. On the event loop, but for {@link #send} and {@link #later}. */
final class H2Wire implements Wire {
    private final H2Connection connection;
    private final Http2ConnectionEncoder encoder;
    private final ChannelHandlerContext ctx;
    private final Http2Stream stream;

    H2Wire(H2Connection connection, ChannelHandlerContext ctx, Http2Stream stream) {
        this.connection = connection;
        this.ctx = ctx;
        this.stream = stream;
        encoder = connection.encoder();
    }

    @Override
    public ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    /** Whether the client's window and the socket have room. */
    @Override
    public boolean isWritable() {
        return encoder.flowController().isWritable(stream);
    }

    @Override
    public int room() {
        return encoder.flowController().windowSize(stream);
    }

    /** Has a client that asked whether to send its request's body do so. */
    void goOn() {
        encoder.writeHeaders(ctx, stream.id(), new DefaultHttp2Headers().status("100"), 0, false, ctx.newPromise());
    }

    @Override
    public void head(Reply reply, long now, long length) {
        boolean last = reply.bodiless || reply.neverHasBody();
        encoder.writeHeaders(ctx, stream.id(), H2Messages.headers(reply, now, length), 0, last, ctx.newPromise());
    }

    /** Writes a whole answer. The future tells when it is sent. */
    ChannelFuture answer(Reply reply, long now) {
        ChannelPromise sent = ctx.newPromise();
        boolean streams = reply.report != null || reply.feed != null; // asked for by HEAD
        Http2Headers head = H2Messages.headers(reply, now, streams ? -1 : reply.body.length);
        boolean last = reply.bodiless || reply.neverHasBody() || reply.body.length == 0;
        encoder.writeHeaders(ctx, stream.id(), head, 0, last, last ? sent : ctx.newPromise());
        if (!last) {
            encoder.writeData(ctx, stream.id(), Unpooled.wrappedBuffer(reply.body), 0, true, sent);
        }
        return sent;
    }

    @Override
    public void data(ByteBuf piece) {
        encoder.writeData(ctx, stream.id(), piece, 0, false, ctx.newPromise());
    }

    @Override
    public ChannelFuture send(ByteBuf piece, boolean last) {
        ChannelPromise taken = ctx.newPromise();
        later(() -> {
            encoder.writeData(ctx, stream.id(), piece, 0, last, taken);
            flush();
        });
        return taken;
    }

    @Override
    public void end() {
        encoder.writeData(ctx, stream.id(), Unpooled.EMPTY_BUFFER, 0, true, ctx.newPromise());
    }

    @Override
    public void malformed(byte[] bytes) {
        throw new AssertionError("such a fault was to be refused: HTTP/2 cannot say it");
    }

    @Override
    public void flush() {
        connection.flush(ctx);
    }

    /** Resets the stream; the connection goes on with the others. */
    @Override
    public void breakOff(boolean reset) {
        Http2Error error = reset ? Http2Error.CANCEL : Http2Error.INTERNAL_ERROR;
        if (stream.isHeadersSent() && stream.state().localSideOpen()) {
            ChannelPromise written = ctx.newPromise();
            written.addListener(end -> reset(error));
            encoder.writeData(ctx, stream.id(), Unpooled.EMPTY_BUFFER, 0, false, written);
            flush();
        } else {
            reset(error);
        }
    }

    void reset(Http2Error error) {
        if (connection.connection().stream(stream.id()) != null) {
            connection.resetStream(ctx, stream.id(), error.code(), ctx.newPromise());
            ctx.flush();
        }
    }

    /** Tells a client that is still sending its request, now answered, to stop. */
    void letGo() {
        if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
            reset(Http2Error.NO_ERROR);
        }
    }

    @Override
    public void later(Runnable rest) {
        ctx.executor().execute(rest);
    }
}
