package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;

/** A stream that watches the live feed: one event is under way at a time. */
final class H2Events implements LiveFeed.Sink {
    private final H2Wire wire;
    private volatile boolean taken = true; // the last event

    H2Events(H2Wire wire) {
        this.wire = wire;
    }

    @Override
    public boolean isWritable() {
        return taken;
    }

    @Override
    public void send(ByteBuf event) {
        taken = false;
        wire.send(event, false).addListener(end -> taken = true);
    }

    @Override
    public void close() {
        wire.later(() -> wire.reset(Http2Error.CANCEL));
    }
}
