package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Closes a connection whose client is still sending: says that nothing more comes, and lets go of what is sent for a while.
 * Closed at once the client would be sent a reset, and might never read its answer (RFC 9112, 9.6).
 */
final class StagedClose extends ChannelInboundHandlerAdapter {
    static final long MOST_BYTES = 64 << 20;
    private static final long MOST_NANOS = 5_000_000_000L;

    private final Timers.Timer end;
    private long left = MOST_BYTES;

    private StagedClose(Timers.Timer end) {
        this.end = end;
    }

    /** Begins it, once the answer is on its way. Over TLS it is closed at once. */
    static void begin(Channel channel, TestServer server) {
        boolean tls = channel.pipeline().get(SslHandler.class) != null;
        if (tls || !channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
            channel.close();
            return;
        }
        long most = Math.min(MOST_NANOS, server.idleNanos());
        Timers.Timer end = server.timers().at(server.now() + most, channel::close);
        channel.pipeline().addFirst(new StagedClose(end));
        duplex.shutdownOutput();
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        left -= bytes.readableBytes();
        bytes.release();
        if (left < 0) {
            ctx.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end.cancel();
    }
}
