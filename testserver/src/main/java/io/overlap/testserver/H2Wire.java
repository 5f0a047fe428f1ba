package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/** An answer over a stream of HTTP/2. */
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
    public void head(Reply reply, long now, long length) {
        boolean last = reply.bodiless || reply.neverHasBody();
        encoder.writeHeaders(ctx, stream.id(), H2Messages.headers(reply, now, length), 0, last, ctx.newPromise());
    }

    @Override
    public void data(ByteBuf piece) {
        encoder.writeData(ctx, stream.id(), piece, 0, false, ctx.newPromise());
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
            connection.flush(ctx);
        } else {
            reset(error);
        }
    }

    void reset(Http2Error error) {
        Http2Connection streams = connection.connection();
        if (streams.stream(stream.id()) != null) {
            connection.resetStream(ctx, stream.id(), error.code(), ctx.newPromise());
            ctx.flush();
        }
    }

    @Override
    public void later(Runnable rest) {
        ctx.executor().execute(rest);
    }
}
