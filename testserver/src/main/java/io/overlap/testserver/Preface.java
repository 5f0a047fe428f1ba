package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.nio.charset.StandardCharsets;

/**
 * Knows a client that speaks HTTP/2 without asking (h2c by prior knowledge) by its first bytes. Stands before the
 * HTTP/1.1 handlers until they differ: with most requests that is the very first.
 */
final class Preface extends ChannelInboundHandlerAdapter {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Protocols protocols;
    private final int connection;
    private int matched; // bytes so far; they need not be kept, since they are known

    Preface(Protocols protocols, int connection) {
        this.protocols = protocols;
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        int before = matched;
        int at = in.readerIndex();
        while (matched < PREFACE.length && at < in.writerIndex() && in.getByte(at) == PREFACE[matched]) {
            matched++;
            at++;
        }
        boolean whole = matched == PREFACE.length;
        if (!whole && at == in.writerIndex()) {
            in.release();
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        if (whole) {
            protocols.upgrade(pipeline, connection);
        }
        pipeline.remove(this);
        if (before > 0) {
            pipeline.fireChannelRead(Unpooled.copiedBuffer(PREFACE, 0, before));
        }
        pipeline.fireChannelRead(in);
    }
}
