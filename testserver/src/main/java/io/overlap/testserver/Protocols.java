package io.overlap.testserver;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.jspecify.annotations.Nullable;

/** What a connection speaks: found out from its TLS handshake or, without one, from its first bytes. */
final class Protocols {
    private final TestServer server;
    private final Endpoints endpoints;
    private final @Nullable TlsPort tls;

    Protocols(TestServer server, Endpoints endpoints, @Nullable TlsPort tls) {
        this.server = server;
        this.endpoints = endpoints;
        this.tls = tls;
    }

    /** Begins a new connection. */
    void begin(ChannelPipeline pipeline, int connection) {
        if (tls != null) {
            pipeline.addLast(tls.handler()).addLast(new Handshake(this, tls, connection));
        } else {
            pipeline.addLast(new Preface(this, connection));
            http1(pipeline, connection);
        }
    }

    void http1(ChannelPipeline pipeline, int connection) {
        pipeline.addLast(new HttpRequestDecoder(new HttpDecoderConfig()
                        .setMaxInitialLineLength(TestServer.MAX_LINE)
                        .setMaxHeaderSize(TestServer.MAX_HEAD)))
                .addLast(new Connection(server, endpoints, connection));
    }

    void http2(ChannelPipeline pipeline, int connection) {
        pipeline.addLast(new H2Builder(server, endpoints, connection).build());
    }

    /** Has a connection that began in HTTP/1.1, and has said nothing yet, go on in HTTP/2. */
    void upgrade(ChannelPipeline pipeline, int connection) {
        pipeline.remove(Connection.class);
        pipeline.remove(HttpRequestDecoder.class);
        http2(pipeline, connection);
    }
}
