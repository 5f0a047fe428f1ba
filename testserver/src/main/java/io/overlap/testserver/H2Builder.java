package io.overlap.testserver;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** Makes an {@link H2Connection} whose codec keeps the bounds: of streams, of heads, and of resets. */
final class H2Builder extends AbstractHttp2ConnectionHandlerBuilder<H2Connection, H2Builder> {
    static final int MAX_STREAMS = Connection.MAX_PIPELINED;

    // A request that is reset at once costs its sender next to nothing; but a client whose thousand requests time out
    // is no attacker.
    static final int MAX_RESETS = 20_000;
    static final int RESET_SECONDS = 10;

    final TestServer server;
    final Endpoints endpoints;
    final int id;

    H2Builder(TestServer server, Endpoints endpoints, int id) {
        this.server = server;
        this.endpoints = endpoints;
        this.id = id;
        server(true);
        initialSettings(Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(TestServer.MAX_HEAD));
        decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
        encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
        encoderEnforceMaxQueuedControlFrames(Integer.MAX_VALUE); // it would log; the connection's own bound comes first
        encoderIgnoreMaxHeaderListSize(true); // a head that is too long is a fault one may ask for
        gracefulShutdownTimeoutMillis(0);
    }

    @Override
    public H2Connection build() {
        return super.build();
    }

    @Override
    protected H2Connection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return new H2Connection(decoder, encoder, settings, this);
    }
}
