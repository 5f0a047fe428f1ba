package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;

/** An answer over HTTP/1.1. */
final class Http1Wire implements Wire {
    private final ChannelHandlerContext ctx;
    private final Runnable end;
    private boolean chunked;

    /** @param end closes the connection once what was written is on its way */
    Http1Wire(ChannelHandlerContext ctx, Runnable end) {
        this.ctx = ctx;
        this.end = end;
    }

    @Override
    public ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    @Override
    public boolean isWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public int room() {
        return Integer.MAX_VALUE; // the socket's own marks are all there is
    }

    @Override
    public void head(Reply reply, long now, long length) {
        chunked = length < 0 && !reply.http10;
        ByteBuf out = ctx.alloc().buffer(512);
        reply.encodeHead(out, now, length);
        ctx.write(out, ctx.voidPromise());
    }

    @Override
    public void data(ByteBuf piece) {
        if (chunked) {
            String size = Integer.toHexString(piece.readableBytes()) + "\r\n";
            ctx.write(ByteBufUtil.writeAscii(ctx.alloc(), size), ctx.voidPromise());
            piece.writeByte('\r').writeByte('\n');
        }
        ctx.write(piece, ctx.voidPromise());
    }

    @Override
    public ChannelFuture send(ByteBuf piece, boolean last) {
        ChannelPromise taken = ctx.newPromise();
        later(() -> {
            if (piece.isReadable()) {
                data(piece);
            } else {
                piece.release(); // a chunk of nothing would be the end
            }
            if (last) {
                end();
            }
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER, taken);
        });
        return taken;
    }

    @Override
    public void end() {
        if (chunked) {
            ctx.write(ByteBufUtil.writeAscii(ctx.alloc(), "0\r\n\r\n"), ctx.voidPromise());
        }
    }

    @Override
    public void malformed(byte[] bytes) {
        ctx.write(Unpooled.wrappedBuffer(bytes), ctx.voidPromise());
    }

    @Override
    public void flush() {
        ctx.flush();
    }

    /** Closes the connection; a reset is seen as one. */
    @Override
    public void breakOff(boolean reset) {
        if (reset && ctx.channel().isOpen()) { // what was sent before may have found that the client is gone
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> closeBelowTls());
        }
        end.run();
    }

    /** TLS would say good-bye first, and who reads that sees no reset. */
    private void closeBelowTls() {
        ChannelHandlerContext first = ctx.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    @Override
    public void later(Runnable rest) {
        ctx.executor().execute(rest);
    }
}
