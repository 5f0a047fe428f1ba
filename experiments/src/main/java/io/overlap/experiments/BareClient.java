package io.overlap.experiments;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.concurrent.Future;
import io.overlap.crawler.FetchFailure;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with keep-alive straight on one event loop of Netty, to one server: the floor of what a JVM can do, and the
 * engine of load. A lane is a connection with one request at a time; its answer starts the next.
 */
final class BareClient implements AutoCloseable {
    /** What to ask for, and who is told how it ended. Called on the event loop: must not block. What it throws ends the run. */
    interface Work {
        /** Appends the next request to {@code out}; its number, or -1 if there is no more. */
        long next(ByteBuf out);

        void answered(long number, int status, byte[] body);

        void failed(long number, FetchFailure.Kind kind, String detail);
    }

    private static final int REQUEST_SIZE = 256;
    private static final long SWEEP_MILLIS = 100;

    private final long deadlineNanos;
    private final ClientLoop connector;
    private final EventLoop loop;
    private final Lane[] lanes;

    // Owned by the event loop.
    private @Nullable Run run;

    private boolean closed;

    /** Opens nothing yet: a lane connects with its first request. */
    BareClient(InetSocketAddress server, int lanes, Duration deadline) {
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes < 1: " + lanes);
        }
        deadlineNanos = deadline.toNanos();
        connector = new ClientLoop("overlap-bare-client", server);
        loop = connector.loop();
        this.lanes = new Lane[lanes];
        for (int i = 0; i < lanes; i++) {
            this.lanes[i] = new Lane();
        }
    }

    /**
     * Does all the work there is, on all lanes at once; returns when every request has ended. One run at a time.
     *
     * @throws RuntimeException what the work has thrown, after what was in flight has ended as cancelled
     */
    void run(Work work) throws InterruptedException {
        run(work, Duration.ZERO);
    }

    /** As {@link #run(Work)}, but the lanes begin one after the other, evenly spread over a time. */
    void run(Work work, Duration spread) throws InterruptedException {
        Run begun = new Run(work);
        loop.execute(() -> begun.begin(spread.toNanos()));
        try {
            begun.over.await();
        } catch (InterruptedException e) {
            cancel();
            begun.over.await();
            throw e;
        }
        begun.rethrow();
    }

    /** Ends what is in flight as cancelled, and sends nothing more in this run. From any thread. */
    void cancel() {
        connector.run(this::cancelRun);
    }

    private void cancelRun() {
        if (run != null) {
            run.cancel();
        }
    }

    private void failAll(Predicate<Lane> which, FetchFailure.Kind kind, String detail) {
        for (Lane lane : lanes) {
            if (lane.number >= 0 && which.test(lane)) {
                lane.fail(kind, detail);
            }
        }
    }

    /** Cancels the run under way, closes every connection and ends the event loop; waits for that at most 10 s. */
    @Override
    public void close() {
        connector.run(() -> {
            closed = true;
            cancelRun();
            for (Lane lane : lanes) {
                lane.drop();
            }
        });
        connector.end();
    }

    /** Some work under way. Owned by the event loop. */
    private final class Run {
        private final CountDownLatch over = new CountDownLatch(1);
        private final Work work;
        private int busy = lanes.length; // lanes that have not run out of work
        private boolean cancelled;
        private @Nullable Throwable thrown; // by the work
        private @Nullable Future<?> sweeping;

        Run(Work work) {
            this.work = work;
        }

        void begin(long spreadNanos) {
            run = this;
            cancelled = closed;
            // One timer for all: a deadline is kept to within a sweep.
            sweeping = loop.scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
            for (int i = 0; i < lanes.length; i++) {
                lanes[i].begin(this, i * spreadNanos / lanes.length);
            }
        }

        long next(ByteBuf out) {
            try {
                return cancelled ? -1 : work.next(out);
            } catch (Throwable e) {
                brokenBy(e);
                return -1;
            }
        }

        void answered(long number, int status, byte[] body) {
            try {
                work.answered(number, status, body);
            } catch (Throwable e) {
                brokenBy(e);
            }
        }

        void failed(long number, FetchFailure.Kind kind, String detail) {
            try {
                work.failed(number, kind, detail);
            } catch (Throwable e) {
                brokenBy(e);
            }
        }

        private void brokenBy(Throwable e) {
            if (thrown == null) {
                thrown = e;
                cancel();
            }
        }

        void cancel() {
            cancelled = true;
            failAll(lane -> true, FetchFailure.Kind.CANCELLED, "cancelled with all others");
            for (Lane lane : lanes) {
                lane.beginNow(this);
            }
        }

        void rethrow() {
            switch (thrown) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(thrown);
            }
        }

        private void sweep() {
            long now = System.nanoTime();
            failAll(
                    lane -> now - lane.sentNanos > deadlineNanos,
                    FetchFailure.Kind.TIMEOUT,
                    "no whole answer within the deadline");
        }

        void laneIsDone() {
            if (--busy == 0) {
                if (sweeping != null) {
                    sweeping.cancel(false);
                }
                run = null;
                over.countDown();
            }
        }
    }

    @ChannelHandler.Sharable // by one connection after the other
    private final class Lane extends ChannelInboundHandlerAdapter {
        private final AnswerReader answer = new AnswerReader();
        private @Nullable Channel channel; // connected, or about to be
        private @Nullable Run serving;
        private @Nullable Future<?> beginning; // later
        private long number = -1; // of the request in flight
        private long sentNanos;

        void begin(Run asking, long afterNanos) {
            if (afterNanos == 0 || asking.cancelled) {
                next(asking);
                return;
            }
            beginning = loop.schedule(() -> beginNow(asking), afterNanos, TimeUnit.NANOSECONDS);
        }

        void beginNow(Run asking) {
            Future<?> begun = beginning;
            beginning = null;
            if (begun != null) {
                begun.cancel(false);
                next(asking);
            }
        }

        void next(Run asking) {
            ByteBuf request = ByteBufAllocator.DEFAULT.directBuffer(REQUEST_SIZE);
            number = asking.next(request);
            if (number < 0) {
                request.release();
                asking.laneIsDone();
                return;
            }
            serving = asking;
            sentNanos = System.nanoTime();
            answer.restart();
            if (channel == null) {
                connect(request);
            } else {
                channel.writeAndFlush(request, channel.voidPromise());
            }
        }

        private void connect(ByteBuf request) {
            ChannelFuture connecting = connector.connect(this);
            Channel opened = connecting.channel();
            channel = opened;
            connecting.addListener(done -> {
                if (loop.inEventLoop()) {
                    connected(opened, request, done.cause());
                } else { // where Netty tells of a socket that cannot be had
                    loop.execute(() -> connected(opened, request, done.cause()));
                }
            });
        }

        private void connected(Channel opened, ByteBuf request, @Nullable Throwable failed) {
            if (isCurrent(opened) && failed == null) {
                opened.writeAndFlush(request, opened.voidPromise());
                return;
            }
            request.release();
            if (isCurrent(opened) && failed != null) {
                channel = null; // closed already, or never made
                fail(kindOf(failed), failed.toString());
            }
        }

        /** Not one that was given up. */
        private boolean isCurrent(Channel some) {
            return some.equals(channel);
        }

        private FetchFailure.Kind kindOf(Throwable cause) {
            return switch (cause) {
                case UnresolvedAddressException e -> FetchFailure.Kind.DNS;
                case NoRouteToHostException e -> FetchFailure.Kind.UNREACHABLE;
                case ConnectException e -> FetchFailure.Kind.CONNECT_REFUSED;
                default -> FetchFailure.Kind.OTHER;
            };
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (!isCurrent(context.channel())) {
                    return;
                }
                if (number < 0) {
                    drop(); // nothing was asked
                } else if (answer.read(in)) {
                    answered();
                }
            } catch (TooLongFrameException e) {
                fail(FetchFailure.Kind.TOO_LARGE, String.valueOf(e.getMessage()));
            } catch (ProtocolException e) {
                fail(FetchFailure.Kind.MALFORMED, String.valueOf(e.getMessage()));
            } finally {
                in.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!isCurrent(context.channel())) {
                return;
            }
            channel = null;
            if (number >= 0 && answer.endOfStream()) {
                answered();
            } else if (number >= 0) {
                fail(FetchFailure.Kind.RESET, "the connection ended before the answer did");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (isCurrent(context.channel()) && number >= 0) {
                fail(FetchFailure.Kind.RESET, String.valueOf(cause.getMessage()));
            } else {
                context.close();
            }
        }

        private void answered() {
            long answeredNumber = number;
            number = -1;
            if (!answer.keepsAlive()) {
                drop();
            }
            Run served = requireNonNull(serving);
            served.answered(answeredNumber, answer.status(), answer.body());
            next(served);
        }

        void fail(FetchFailure.Kind kind, String detail) {
            long failedNumber = number;
            number = -1;
            drop();
            Run served = requireNonNull(serving);
            served.failed(failedNumber, kind, detail);
            next(served);
        }

        void drop() {
            Channel dropped = channel;
            channel = null;
            if (dropped != null) {
                dropped.close();
            }
        }
    }
}
