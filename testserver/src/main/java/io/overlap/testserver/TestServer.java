package io.overlap.testserver;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server whose every delay is known: {@code GET /add?name=x&delay=100} answers {@code .} after 100 ms.
 *
 * <p>One event loop does all the work: it decodes, waits and answers, and holds tens of thousands of waiting requests.
 * Delays are absolute deadlines, answers keep the order of their requests under pipelining, and a closed connection
 * cancels its answers. It speaks HTTP/1.1 and HTTP/2, over TLS if told so. All methods may be called from any thread; none
 * is called on the event loop.
 */
public final class TestServer implements AutoCloseable {
    static final int MAX_LINE = 4_096;
    static final int MAX_HEAD = 8_192;
    static final int MAX_REPORTS = 16;
    private static final long CLOSE_SECONDS = 10;

    private final double startedEpochSeconds = System.currentTimeMillis() / 1e3;
    private final ServerOptions options;
    private final Transport transport = Transport.best();
    private final Ledger ledger;
    private final Saves saves;
    private final AtomicInteger connectionIds = new AtomicInteger();
    private final EventLoopGroup loop;
    private final Timers timers;
    private final Endpoints endpoints;
    private volatile @Nullable Capacity capacity;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ThreadPoolExecutor reporter;
    private final ScheduledThreadPoolExecutor ticker = ticker();
    private final LiveFeed feed;
    private final @Nullable TlsPort tls;
    private final Channel listener;

    TestServer(ServerOptions options, @Nullable ManualClock clock) throws IOException {
        this.options = options;
        ledger = new Ledger(options.record());
        saves = new Saves(options.saved());
        tls = options.tls() == Tls.NONE ? null : new TlsPort(options);
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("overlap-testserver", true), transport.ioHandlerFactory());
        timers = clock == null ? Timers.real(loop) : clock.on(loop);
        reporter = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_REPORTS),
                new DefaultThreadFactory("overlap-testserver-reports", true));
        reporter.allowCoreThreadTimeOut(true);
        feed = new LiveFeed(ledger, options.admin(), this::statsJson, this::now, this::tellLater);
        endpoints = new Endpoints(this, options, ledger, saves, feed);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Pipeline(new Protocols(this, endpoints, tls)))
                .bind(options.host(), options.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close(bound.channel());
            throw new IOException(
                    "cannot listen on " + options.host() + ":" + options.port() + ": " + reason(bound.cause()),
                    bound.cause());
        }
        listener = bound.channel();
        listener.pipeline().addLast(new AcceptFailures());
    }

    /** Starts a server on a free port of loopback, with all as in {@link ServerOptions#DEFAULT}. */
    public static TestServer start() throws IOException {
        return builder().start();
    }

    public static TestServerBuilder builder() {
        return new TestServerBuilder();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The base URL, without a slash at its end. */
    public String url() {
        String host = options.host();
        return (tls == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** The URL of a path, which begins with a slash. */
    public String url(String pathAndQuery) {
        return url() + pathAndQuery;
    }

    /**
     * The certificate of the authority that this server made for itself, as PEM text.
     *
     * @throws IllegalStateException if it speaks no TLS
     */
    public String caPem() {
        return tls().certificates().authorityPem();
    }

    /**
     * A context for clients, which trusts this server's authority and no other.
     *
     * @throws IllegalStateException if it speaks no TLS
     */
    public SSLContext sslContext() {
        return tls().certificates().clientContext();
    }

    private TlsPort tls() {
        if (tls == null) {
            throw new IllegalStateException("no TLS: start it by TestServer.builder().tls(Tls.GOOD)");
        }
        return tls;
    }

    @Nullable
    String caPemOrNull() {
        return tls == null ? null : caPem();
    }

    /** What moves the bytes: {@code epoll} or {@code nio}. */
    public String transportName() {
        return transport.toString();
    }

    /** What was done since the start or the last reset. */
    public ServerStats stats() {
        return snapshot(ledger.total());
    }

    /**
     * What was done for the requests that carried this {@code Overlap-Trial}.
     *
     * @throws IllegalArgumentException if no such trial is remembered (the last {@value Ledger#MAX_TRIALS} are)
     */
    public ServerStats stats(String trial) {
        ServerStats stats = statsOrNull(trial);
        if (stats == null) {
            throw new IllegalArgumentException("unknown trial: " + trial);
        }
        return stats;
    }

    @Nullable
    ServerStats statsOrNull(String trial) {
        Counters counters = ledger.trial(trial);
        return counters == null ? null : snapshot(counters);
    }

    private String statsJson() {
        return Reports.statsJson(stats(), transport);
    }

    private ServerStats snapshot(Counters counters) {
        Capacity servers = capacity;
        int waiting = servers == null ? 0 : servers.waiting();
        long tlsFailures = tls == null ? 0 : tls.failures();
        return counters.snapshot(connections.size(), waiting, tlsFailures, ledger.chronology.dropped());
    }

    /** What {@code POST /save} saved since the start or the last reset. */
    public Saved saved() {
        return Objects.requireNonNull(saves.saved(null));
    }

    /**
     * What was saved by the requests that carried this {@code Overlap-Trial}.
     *
     * @throws IllegalArgumentException if no such trial is remembered (the last {@value Ledger#MAX_TRIALS} are)
     */
    public Saved saved(String trial) {
        Saved saved = saves.saved(trial);
        if (saved == null) {
            throw new IllegalArgumentException("unknown trial: " + trial);
        }
        return saved;
    }

    /** The exchanges kept, in the order they ended. */
    public List<Exchange> chronology() {
        List<Exchange> exchanges = new ArrayList<>();
        ledger.chronology.forEach(null, exchanges::add);
        return exchanges;
    }

    /** Forgets all counts, exchanges, what was saved, and how often each URL was asked. What is in flight ends uncounted. */
    public void reset() {
        saves.reset();
        ledger.reset();
        if (tls != null) {
            tls.reset();
        }
        onLoop(endpoints::reset);
    }

    /** What it does now where a request does not say. */
    public Scenario scenario() {
        return endpoints.scenario();
    }

    /** Changes delays, limits and routes, for the requests to come. */
    public void change(Scenario scenario) {
        onLoop(() -> endpoints.change(scenario));
    }

    private void onLoop(Runnable task) {
        try {
            if (loop.next().inEventLoop()) {
                task.run();
            } else if (!loop.submit(task).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the event loop did not take it within " + CLOSE_SECONDS + " s");
            }
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("closed: reset() or change() after close()", closed);
        }
    }

    /**
     * Waits until so many requests are in flight: with a {@link ManualClock}, until those that a test sent have arrived.
     *
     * @throws IllegalStateException if they are not within the time; the message tells how many there are
     */
    public void awaitInFlight(int requests, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (stats().inFlight() < requests) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "in flight after " + atMost + ": " + stats().inFlight() + ", not " + requests);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Stops listening, closes every connection and ends the event loop; waits at most {@value #CLOSE_SECONDS} s for each. */
    @Override
    public void close() {
        close(listener);
    }

    private void close(@Nullable Channel listening) {
        if (listening != null) {
            listening.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        endReports();
        if (tls != null) {
            tls.close();
        }
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Lets the report under way see that its connection is closed, while the event loop can still be told. */
    private void endReports() {
        ticker.shutdownNow();
        reporter.shutdownNow();
        try {
            ticker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            reporter.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nanoseconds since the start. */
    long now() {
        return timers.now();
    }

    Timers timers() {
        return timers;
    }

    long maxStream() {
        return options.maxStream();
    }

    /** Where requests wait from now on; null: nowhere. */
    void waitsAt(@Nullable Capacity servers) {
        capacity = servers;
    }

    long idleNanos() {
        return options.idleTimeout().toNanos();
    }

    Transport transport() {
        return transport;
    }

    double startedEpochSeconds() {
        return startedEpochSeconds;
    }

    /** Runs a report on the reporter's thread; false if {@value #MAX_REPORTS} are waiting already. */
    boolean report(Runnable task) {
        try {
            reporter.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** A thread for the live feed while somebody watches, and none otherwise. */
    private static ScheduledThreadPoolExecutor ticker() {
        ScheduledThreadPoolExecutor ticker =
                new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("overlap-testserver-live", true));
        ticker.setKeepAliveTime(1, TimeUnit.SECONDS);
        ticker.allowCoreThreadTimeOut(true);
        return ticker;
    }

    private void tellLater(Runnable task, long nanos) {
        if (!ticker.isShutdown()) {
            ticker.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private static String reason(Throwable cause) {
        return cause instanceof UnresolvedAddressException ? "unknown host" : String.valueOf(cause.getMessage());
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final Protocols protocols;
        private int open; // owned by the event loop

        Pipeline(Protocols protocols) {
            this.protocols = protocols;
        }

        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            open++;
            pace(channel.parent());
            channel.closeFuture().addListener(closed -> {
                open--;
                pace(channel.parent());
            });
            protocols.begin(channel.pipeline(), connectionIds.incrementAndGet());
        }

        /** Accepts no more while there are as many as may be. */
        private void pace(Channel accepting) {
            boolean room = open < options.maxConnections();
            if (accepting.config().isAutoRead() != room) {
                accepting.config().setAutoRead(room);
            }
        }
    }
}
