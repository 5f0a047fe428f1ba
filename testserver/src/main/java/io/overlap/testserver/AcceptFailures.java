package io.overlap.testserver;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * Tells in a line that no connection can be accepted, mostly because no descriptors are left. Netty tries again each second, and
 * would log a stack trace each time.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(TestServer.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("cannot accept connections, they wait: {} (ulimit -n)", cause.getMessage());
    }
}
