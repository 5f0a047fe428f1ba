package io.overlap.testserver;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.TimeUnit;

/** Writes a report, from the reporter's thread, waiting for each piece to be taken. */
final class ReportStream {
    private static final int PIECE = 64 << 10;
    private static final long PIECE_SECONDS = 30;

    private final Wire wire;
    private final StringBuilder piece = new StringBuilder(PIECE + 1024);
    private boolean broken;

    ReportStream(Wire wire) {
        this.wire = wire;
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
        if (!broken) {
            ChannelFuture taken = wire.send(ByteBufUtil.writeUtf8(wire.alloc(), piece), last);
            broken = !taken.awaitUninterruptibly(PIECE_SECONDS, TimeUnit.SECONDS) || !taken.isSuccess();
        }
        piece.setLength(0);
    }
}
