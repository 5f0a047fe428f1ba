package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;

/** Writes a report to a stream, from the reporter's thread, waiting for each piece to be taken. */
final class H2Report {
    private static final int PIECE = 64 << 10;
    private static final long PIECE_SECONDS = 30;

    private final H2Connection connection;
    private final ChannelHandlerContext ctx;
    private final int stream;
    private final StringBuilder piece = new StringBuilder(PIECE + 1024);
    private boolean broken;

    H2Report(H2Connection connection, ChannelHandlerContext ctx, int stream) {
        this.connection = connection;
        this.ctx = ctx;
        this.stream = stream;
    }

    /** Returns whether the client took all of it. */
    boolean write(Reply.Report report) {
        report.writeTo(text -> {
            piece.append(text);
            if (piece.length() >= PIECE) {
                send(false);
            }
        });
        send(true);
        return !broken;
    }

    private void send(boolean last) {
        if (broken) {
            piece.setLength(0);
            return;
        }
        ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), piece);
        piece.setLength(0);
        ChannelPromise taken = ctx.newPromise();
        ctx.executor().execute(() -> {
            connection.encoder().writeData(ctx, stream, body, 0, last, taken);
            connection.flush(ctx);
        });
        broken = !taken.awaitUninterruptibly(PIECE_SECONDS, TimeUnit.SECONDS) || !taken.isSuccess();
    }
}
