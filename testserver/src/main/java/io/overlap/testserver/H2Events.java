package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/** A stream that watches the live feed: one event is under way at a time. */
final class H2Events implements LiveFeed.Sink {
    private final H2Connection connection;
    private final ChannelHandlerContext ctx;
    private final Http2Stream stream;
    private volatile boolean taken = true; // the last event

    H2Events(H2Connection connection, ChannelHandlerContext ctx, Http2Stream stream) {
        this.connection = connection;
        this.ctx = ctx;
        this.stream = stream;
    }

    @Override
    public boolean isWritable() {
        return taken;
    }

    @Override
    public void send(ByteBuf event) {
        taken = false;
        ChannelPromise written = ctx.newPromise();
        written.addListener(end -> taken = true);
        ctx.executor().execute(() -> {
            connection.encoder().writeData(ctx, stream.id(), event, 0, false, written);
            connection.flush(ctx);
        });
    }

    @Override
    public void close() {
        ctx.executor().execute(() -> new H2Wire(connection, ctx, stream).reset(Http2Error.CANCEL));
    }
}
