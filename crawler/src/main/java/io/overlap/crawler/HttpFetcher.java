package io.overlap.crawler;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.AsyncHttpClientConfig.ResponseBodyPartFactory;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.netty.channel.ChannelManager;
import org.jspecify.annotations.Nullable;

/**
 * Fetches over HTTP/1.1 with keep-alive: a cap on sockets in use, one deadline per fetch, a bound on bodies. One event
 * loop does all the work. All methods may be called from any thread.
 */
public final class HttpFetcher implements Fetcher, AutoCloseable {
    /*
     * async-http-client moves the bytes; what it decides badly is decided here (its limits, timeouts, retries and
     * redirects are off). The whole state is owned by one event loop, so that a permit is a plain int: taken before the
     * client is called, given back by HttpCall.end, which runs once per call, when the socket is in the pool or closed.
     *
     *   fetch ──► waiting ──► in flight ──► ended
     *      └────────────────────────────────┘  (no room, cancelled, closed)
     */
    private static final Duration OFF = Duration.ofMillis(-1);
    private static final int MAX_LINE = 8 << 10;
    private static final int MAX_HEAD = 64 << 10;
    private static final long CLOSE_SECONDS = 10;

    private final FetchPolicy policy;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final FetchClock clock;
    private final AsyncHttpClient client;
    private final AtomicInteger accepted = new AtomicInteger(); // calls that have not ended
    private final AtomicBoolean closing = new AtomicBoolean();

    // Owned by the event loop.
    private final ArrayDeque<HttpCall> waiting = new ArrayDeque<>();
    private final Set<HttpCall> inFlight = new HashSet<>();
    private @Nullable HttpCall connecting; // whose connection is being opened at this moment
    private boolean closed;

    public HttpFetcher(FetchPolicy policy) {
        this(policy, DnsServerAddressStreamProviders.platformDefault(), null);
    }

    /** A fetcher whose deadlines follow this clock. Connecting, TLS and names keep to real time, within the deadline's length. */
    public HttpFetcher(FetchPolicy policy, FetchClock clock) {
        this(policy, DnsServerAddressStreamProviders.platformDefault(), clock);
    }

    HttpFetcher(FetchPolicy policy, DnsServerAddressStreamProvider nameServers) {
        this(policy, nameServers, null);
    }

    @SuppressWarnings("deprecation") // async-http-client refuses Netty 4.2's own event loop groups
    private HttpFetcher(FetchPolicy policy, DnsServerAddressStreamProvider nameServers, @Nullable FetchClock clock) {
        this.policy = policy;
        DefaultThreadFactory threads = new DefaultThreadFactory("overlap-fetcher", true);
        boolean epoll = Epoll.isAvailable();
        group = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
        loop = group.next();
        this.clock = clock == null ? this::realTime : clock;
        Class<? extends DatagramChannel> datagrams = epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
        client = new DefaultAsyncHttpClient(new DefaultAsyncHttpClientConfig.Builder()
                .setEventLoopGroup(group)
                .setThreadFactory(new DefaultThreadFactory("overlap-fetcher-timer", true))
                .setAddressResolverGroup(new GuardedResolver(datagrams, nameServers, policy.addresses()))
                .setHttpAdditionalChannelInitializer(this::opening)
                .setConnectTimeout(policy.deadline())
                .setHandshakeTimeout((int) policy.deadline().toMillis())
                .setRequestTimeout(OFF)
                .setReadTimeout(OFF)
                .setMaxRequestRetry(0)
                .setFollowRedirect(false)
                .setEnableAutomaticDecompression(false)
                .setFailedIpCooldownEnabled(false)
                .setCookieStore(null)
                .setHttp2Enabled(false)
                .setSslEngineFactory(new LateTls())
                .setUserAgent(policy.userAgent())
                .setHttpClientCodecMaxInitialLineLength(MAX_LINE)
                .setHttpClientCodecMaxHeaderSize(MAX_HEAD)
                .setResponseBodyPartFactory(ResponseBodyPartFactory.LAZY)
                .setShutdownQuietPeriod(Duration.ZERO)
                .build());
    }

    private Runnable realTime(Runnable task, long delayNanos) {
        Future<?> scheduled = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Runs the task on the event loop after so long; the result drops it. */
    Runnable after(Duration time, Runnable task) {
        return clock.schedule(() -> onLoop(task), time.toNanos());
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else if (!loop.isShuttingDown()) { // else all calls have ended
            loop.execute(task);
        }
    }

    @Override
    public Call fetch(FetchRequest request) {
        FutureCall call = new FutureCall(this, request);
        accept(call.http());
        return call;
    }

    @Override
    public void fetch(FetchRequest request, Consumer<? super FetchResult> ended) {
        accept(new HttpCall(this, request, ended));
    }

    private void accept(HttpCall call) {
        boolean inLoop = loop.inEventLoop();
        if (loop.isShuttingDown() || (inLoop && closed)) {
            throw new IllegalStateException("closed: fetch() after close()");
        }
        // Counted before it is handed to the event loop: the loop's own queue has no bound.
        if (accepted.incrementAndGet() > (long) policy.cap() + policy.maxWaiting()) {
            accepted.decrementAndGet();
            if (inLoop) {
                loop.execute(call::refuse); // not inside fetch(): what depends on it may fetch again
            } else {
                call.refuse();
            }
        } else if (inLoop) {
            admit(call);
        } else {
            try {
                loop.execute(() -> admit(call));
            } catch (RejectedExecutionException e) {
                throw new IllegalStateException("closed: fetch() after close()", e);
            }
            if (closing.get()) { // a loop that ends can lose what it is handed last: its queue takes nothing back
                loop.terminationFuture().addListener(ended -> call.lost());
            }
        }
    }

    private void admit(HttpCall call) {
        if (closed) {
            call.fail(FetchFailure.Kind.CANCELLED, "closed while the fetch was on its way");
        } else if (inFlight.size() < policy.cap()) {
            start(call);
        } else {
            waiting.add(call);
            call.waitAtMost(policy.maxWait());
        }
    }

    private void start(HttpCall call) {
        inFlight.add(call);
        call.start(client);
    }

    /** Takes back what an ended call held, and gives a permit to the next in line. */
    void ended(HttpCall call) {
        assert loop.inEventLoop();
        accepted.decrementAndGet();
        if (!inFlight.remove(call)) {
            waiting.remove(call);
            return;
        }
        if (!closed && inFlight.size() < policy.cap() && !waiting.isEmpty()) {
            start(waiting.remove());
        }
    }

    /** Remembers whose connection the channel that is opened next will be: the client does not say. */
    void connecting(HttpCall call) {
        connecting = call;
    }

    private void opening(Channel channel) {
        channel.pipeline().addAfter(ChannelManager.HTTP_CLIENT_CODEC, "preliminary", new PreliminaryAnswers());
        if (connecting != null && loop.inEventLoop()) {
            connecting.opened(channel);
            connecting = null;
        }
    }

    /** How many fetches hold a permit now. */
    int inFlight() {
        return loop.inEventLoop()
                ? inFlight.size()
                : loop.submit(inFlight::size).syncUninterruptibly().getNow();
    }

    EventLoop loop() {
        return loop;
    }

    FetchPolicy policy() {
        return policy;
    }

    /** Ends all fetches as cancelled, in line and in flight. Later ones are not affected. */
    public void cancelAll() {
        if (!loop.isShuttingDown()) {
            loop.execute(this::cancelNow);
        }
    }

    private void cancelNow() {
        List<HttpCall> all = new ArrayList<>(waiting);
        all.addAll(inFlight);
        all.forEach(call -> call.fail(FetchFailure.Kind.CANCELLED, "cancelled with all others"));
    }

    /**
     * Ends all fetches as cancelled, closes every socket and ends the event loop; waits for that at most 10 s, and not at
     * all if called on the event loop.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        boolean inLoop = loop.inEventLoop();
        if (inLoop) {
            endAll();
        } else {
            loop.submit(this::endAll).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Future<?> ended = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            if (!inLoop) {
                ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void endAll() {
        closed = true;
        cancelNow();
    }
}
