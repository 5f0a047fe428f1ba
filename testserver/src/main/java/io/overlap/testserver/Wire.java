package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;

/** Where one answer is written: a connection of HTTP/1.1, or a stream of HTTP/2. On the event loop, but for {@link #send}. */
interface Wire {
    ByteBufAllocator alloc();

    /** Whether a piece sent now goes out soon. If not, the delivery is told when it is. */
    boolean isWritable();

    /** How much of a body its client takes now; what is sent beyond that would only be held here. */
    int room();

    /** Writes the head of a body of this length; -1: it is not told. */
    void head(Reply reply, long now, long length);

    /** Writes a piece of the body. */
    void data(ByteBuf piece);

    /** Writes and flushes a piece of the body, and its end after the last one; from any thread. The future tells when it is taken. */
    ChannelFuture send(ByteBuf piece, boolean last);

    /** The body is whole. */
    void end();

    /** Writes bytes that are no HTTP. */
    void malformed(byte[] bytes);

    void flush();

    /** Ends it before its end, once what was written is on its way. */
    void breakOff(boolean reset);

    /** Runs the rest in another turn. */
    void later(Runnable rest);
}
