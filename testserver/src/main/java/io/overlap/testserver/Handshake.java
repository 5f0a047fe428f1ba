package io.overlap.testserver;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Waits for a connection's TLS handshake, then has it speak what was agreed on in it. */
final class Handshake extends ChannelInboundHandlerAdapter {
    private static final String WRONG_SCHEME = "this port speaks TLS: use https\n";
    private static final String REFUSAL = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: " + WRONG_SCHEME.length() + "\r\nConnection: close\r\n\r\n" + WRONG_SCHEME;

    private final Protocols protocols;
    private final TlsPort tls;
    private final int connection;

    Handshake(Protocols protocols, TlsPort tls, int connection) {
        this.protocols = protocols;
        this.tls = tls;
        this.connection = connection;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            return;
        }
        SslHandler ssl = ctx.pipeline().get(SslHandler.class);
        if (handshake.isSuccess()) {
            if (TlsPort.HTTP_2.equals(ssl.engine().getApplicationProtocol())) {
                protocols.http2(ctx.pipeline(), connection);
            } else {
                protocols.http1(ctx.pipeline(), connection);
            }
            ctx.fireChannelActive(); // as if the connection had begun now
            ctx.pipeline().remove(this);
        } else {
            tls.failed();
            if (handshake.cause() instanceof NotSslRecordException) {
                // From there it goes out as it is; then the handler closes.
                ctx.pipeline().context(ssl).writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), REFUSAL));
            }
        }
    }

    /** A client that does not like our certificate, or speaks something else: counted where the handshake failed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
