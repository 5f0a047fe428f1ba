package io.overlap.experiments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.concurrent.Future;
import io.overlap.crawler.FetchFailure;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at given moments, whether or not those before are answered: the open loop of queueing theory. Each has a
 * connection to itself, an idle one where there is one.
 */
final class OpenClient implements AutoCloseable {
    private static final int REQUEST_SIZE = 256;

    private final ClientLoop connector;
    private final EventLoop loop;
    private final long deadlineNanos;

    // Owned by the event loop.
    private final ArrayDeque<Line> idle = new ArrayDeque<>();
    private final Set<Line> busy = new HashSet<>();
    private @Nullable Run run;
    private boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param deadline what is not answered so long after the last moment has failed
     */
    OpenClient(InetSocketAddress server, Duration deadline) {
        connector = new ClientLoop("overlap-open-client", server);
        loop = connector.loop();
        deadlineNanos = deadline.toNanos();
    }

    /**
     * Sends a request at each moment, as long as there is work, which must not throw; returns when every one has ended. One run
     * at a time.
     *
     * @param atNanos from the beginning of the run, in ascending order; what is late is sent at once
     */
    void run(BareClient.Work work, long[] atNanos) throws InterruptedException {
        Run begun = new Run(work, atNanos);
        loop.execute(begun::begin);
        try {
            begun.over.await();
        } catch (InterruptedException e) {
            cancel();
            begun.over.await();
            throw e;
        }
    }

    /** Ends what is in flight as cancelled, and sends nothing more in this run. From any thread. */
    void cancel() {
        connector.run(() -> end(FetchFailure.Kind.CANCELLED, "cancelled with all others"));
    }

    private void end(FetchFailure.Kind kind, String detail) {
        if (run != null) {
            run.end(kind, detail);
        }
    }

    /** Cancels the run under way, closes every connection and ends the event loop; waits for that at most 10 s. */
    @Override
    public void close() {
        connector.run(() -> {
            closed = true;
            end(FetchFailure.Kind.CANCELLED, "closed");
            idle.forEach(Line::drop);
            idle.clear();
        });
        connector.end();
    }

    /** Some work under way. Owned by the event loop. */
    private final class Run {
        private final CountDownLatch over = new CountDownLatch(1);
        private final BareClient.Work work;
        private final long[] atNanos;
        private int sent;
        private boolean sending = true;
        private long beganNanos;
        private @Nullable Future<?> timer;

        Run(BareClient.Work work, long[] atNanos) {
            this.work = work;
            this.atNanos = atNanos;
        }

        void begin() {
            run = this;
            sending = !closed;
            beganNanos = System.nanoTime();
            send();
        }

        /** Sends what is due, and comes back for the next. */
        private void send() {
            if (run != this) {
                return; // it was ended meanwhile
            }
            while (sending && sent < atNanos.length && atNanos[sent] <= elapsed()) {
                Line line = idle.poll(); // that used longest ago
                sent++;
                sending = (line == null ? new Line() : line).send(this);
            }
            if (sending && sent < atNanos.length) {
                timer = loop.schedule(this::send, atNanos[sent] - elapsed(), TimeUnit.NANOSECONDS);
                return;
            }
            sending = false;
            timer = loop.schedule(this::expire, deadlineNanos, TimeUnit.NANOSECONDS);
            maybeOver();
        }

        private void expire() {
            if (run == this) {
                end(FetchFailure.Kind.TIMEOUT, "no whole answer within the deadline");
            }
        }

        private long elapsed() {
            return System.nanoTime() - beganNanos;
        }

        void end(FetchFailure.Kind kind, String detail) {
            sending = false;
            List.copyOf(busy).forEach(line -> line.fail(kind, detail));
            maybeOver();
        }

        void maybeOver() {
            if (!sending && busy.isEmpty() && run == this) {
                run = null;
                if (timer != null) {
                    timer.cancel(false);
                }
                over.countDown();
            }
        }
    }

    /** A connection with at most one request on it. What has failed is not used again. */
    private final class Line extends ChannelInboundHandlerAdapter {
        private final AnswerReader answer = new AnswerReader();
        private @Nullable Channel channel;
        private @Nullable Run serving;
        private long number;

        /** Sends the next request; false if there is none. */
        boolean send(Run asking) {
            ByteBuf request = ByteBufAllocator.DEFAULT.directBuffer(REQUEST_SIZE);
            number = asking.work.next(request);
            if (number < 0) {
                request.release();
                idle.add(this);
                return false;
            }
            serving = asking;
            busy.add(this);
            answer.restart();
            if (channel != null) {
                channel.writeAndFlush(request, channel.voidPromise());
                return true;
            }
            ChannelFuture connecting = connector.connect(this);
            Channel opened = connecting.channel();
            channel = opened;
            connecting.addListener(done -> {
                if (done.isSuccess() && isCurrent(opened)) {
                    opened.writeAndFlush(request, opened.voidPromise());
                } else {
                    request.release();
                    // Where Netty tells of a socket that cannot be had is another thread.
                    loop.execute(() -> lost(opened, FetchFailure.Kind.CONNECT_REFUSED, String.valueOf(done.cause())));
                }
            });
            return true;
        }

        private boolean isCurrent(Channel some) {
            return some.equals(channel);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (isCurrent(context.channel()) && serving != null && answer.read(in)) {
                    answered(serving);
                }
            } catch (TooLongFrameException e) {
                fail(FetchFailure.Kind.TOO_LARGE, String.valueOf(e.getMessage()));
            } catch (ProtocolException e) {
                fail(FetchFailure.Kind.MALFORMED, String.valueOf(e.getMessage()));
            } finally {
                in.release();
            }
        }

        private void answered(Run asking) {
            serving = null;
            busy.remove(this);
            asking.work.answered(number, answer.status(), answer.body());
            if (!answer.keepsAlive() || closed) {
                drop();
            } else {
                idle.add(this);
            }
            asking.maybeOver();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost(context.channel(), FetchFailure.Kind.RESET, "the connection ended before the answer did");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        private void lost(Channel which, FetchFailure.Kind kind, String detail) {
            if (!isCurrent(which)) {
                return;
            }
            channel = null;
            idle.remove(this);
            fail(kind, detail);
        }

        void fail(FetchFailure.Kind kind, String detail) {
            Run asking = serving;
            serving = null;
            drop();
            if (asking != null) {
                busy.remove(this);
                asking.work.failed(number, kind, detail);
                asking.maybeOver();
            }
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
