package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come and go at full speed, so many at once: each visit is a connection, some requests and a way to leave. They do not
 * understand what they are told; that a connection ends is all they wait for, and never longer than their patience.
 */
final class Swarm implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 500;
    private static final long PAUSE_MILLIS = 20;
    private static final long CLOSE_SECONDS = 10;

    private enum Leaving {
        AT_ONCE,
        RESETTING,
        HALF_CLOSING,
        AT_FIRST_BYTES,
        RESETTING_AT_FIRST_BYTES,
        NOT_READING,
        AT_THE_END
    }

    private static final List<Leaving> WAYS = List.of(
            Leaving.AT_ONCE,
            Leaving.RESETTING,
            Leaving.HALF_CLOSING,
            Leaving.AT_FIRST_BYTES,
            Leaving.RESETTING_AT_FIRST_BYTES,
            Leaving.NOT_READING,
            Leaving.AT_THE_END,
            Leaving.AT_THE_END,
            Leaving.AT_THE_END);

    private final Requests requests;
    private final SplittableRandom random;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("overlap-test-swarm", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Bootstrap bootstrap;
    private final AtomicLong visits = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final CountDownLatch gone;
    private volatile boolean stopping;

    Swarm(TestServer server, int atOnce, long seed) {
        requests = new Requests(seed);
        random = new SplittableRandom(seed);
        gone = new CountDownLatch(atOnce);
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        loop.execute(() -> {
            for (int i = 0; i < atOnce; i++) {
                visit();
            }
        });
    }

    /** Connections made so far. */
    long visits() {
        return visits.get();
    }

    /** Connections that could not be made. */
    long refused() {
        return refused.get();
    }

    /** Lets the visits under way end, and no other begin. */
    void stop() throws InterruptedException {
        stopping = true;
        if (!gone.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(gone.getCount() + " visits do not end");
        }
    }

    private void visit() {
        if (stopping) {
            gone.countDown();
            return;
        }
        ChannelFuture connecting = bootstrap.clone().handler(new Visit()).connect();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                refused.incrementAndGet();
                loop.schedule(this::visit, 1, TimeUnit.MILLISECONDS);
            }
        });
    }

    @Override
    public void close() {
        stopping = true;
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private final class Visit extends ChannelInboundHandlerAdapter {
        private final Leaving leaving = WAYS.get(random.nextInt(WAYS.size()));
        private @Nullable Future<?> impatience;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            visits.incrementAndGet();
            Channel channel = ctx.channel();
            boolean resets = leaving == Leaving.RESETTING || leaving == Leaving.RESETTING_AT_FIRST_BYTES;
            if (resets) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            if (leaving == Leaving.NOT_READING) {
                channel.config().setAutoRead(false);
            }
            ByteBuf text = Unpooled.copiedBuffer(requests.some(leaving == Leaving.AT_THE_END), ISO_8859_1);
            ChannelFuture sent = ctx.writeAndFlush(text);
            if (leaving == Leaving.AT_ONCE || leaving == Leaving.RESETTING) {
                sent.addListener(ChannelFutureListener.CLOSE);
            } else if (leaving == Leaving.HALF_CLOSING) {
                sent.addListener(done -> ((NioSocketChannel) channel).shutdownOutput());
            }
            long patience = leaving == Leaving.NOT_READING ? PAUSE_MILLIS : PATIENCE_MILLIS;
            impatience = loop.schedule(() -> channel.close(), patience, TimeUnit.MILLISECONDS);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            if (leaving == Leaving.AT_FIRST_BYTES || leaving == Leaving.RESETTING_AT_FIRST_BYTES) {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (impatience != null) {
                impatience.cancel(false);
            }
            visit();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
