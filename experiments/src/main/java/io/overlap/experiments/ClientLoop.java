package io.overlap.experiments;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One event loop of Netty that connects to one server, by epoll where there is one. Thread-safe. */
final class ClientLoop {
    private static final long CLOSE_SECONDS = 10;

    private final InetSocketAddress server;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Bootstrap bootstrap;

    ClientLoop(String threads, InetSocketAddress server) {
        this.server = server;
        boolean epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory(threads, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .disableResolver() // it blocks; an address is looked up where it is made
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // a deadline covers it
    }

    EventLoop loop() {
        return loop;
    }

    ChannelFuture connect(ChannelHandler handler) {
        return bootstrap.clone().handler(handler).connect(server);
    }

    /** Runs a task on the loop, unless that is ending. */
    void run(Runnable task) {
        if (!group.isShuttingDown()) {
            loop.execute(task);
        }
    }

    /** Ends the loop, after what it was given to run; waits for that at most 10 s. */
    void end() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
