package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One client's connection: its requests in, its answers out, each at its deadline and in the order asked. */
final class Connection extends ChannelInboundHandlerAdapter {
    /*
     * A reply waits in the queue until it is ready (its deadline has come, its request is whole) and at the head. Each
     * deadline is a task of the connection's own event loop, at an absolute time: lateness does not add up. A client
     * that sends more than MAX_PIPELINED requests that wait, or does not take its answers, is not read from until that
     * has changed; whether it is gone is not seen meanwhile.
     *
     * The end of the client's stream is taken as the client's end, although it may have closed only its sending half:
     * the two look alike until something is sent, and a delay server must not hold places for clients long gone.
     */
    static final int MAX_PIPELINED = 1_000;
    static final int MAX_REQUEST_BODY = 1 << 20;
    private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

    private final TestServer server;
    private final Endpoints endpoints;
    private final int id;
    private String client = "";

    // Owned by the event loop.
    private final ArrayDeque<Reply> replies = new ArrayDeque<>(2);
    private @Nullable Reply receiving; // the request whose body is still to come
    private @Nullable Delivery delivery; // of the reply at the head, which takes its time
    private Timers.@Nullable Timer idleTimer;
    private long activeNanos; // when a head or a request was last completed, or an answer written or taken
    private boolean closing; // nothing more is read
    private boolean busy; // the reply at the head is being written, by the reporter, the feed or a delivery
    private boolean writing; // further up the stack
    private boolean unflushed;
    private boolean paused; // not read from
    private boolean cut; // the last request was not read to its end
    private boolean ended; // closed as soon as what was written is on its way

    Connection(TestServer server, Endpoints endpoints, int id) {
        this.server = server;
        this.endpoints = endpoints;
        this.id = id;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        activeNanos = server.now();
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress address) {
            client = address.getHostString();
        }
        watchIdle(ctx, server.idleNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            // On a connection that has ended it is half a head, which the decoder lets go: no request.
            if (message instanceof HttpRequest request
                    && !closing
                    && ctx.channel().isActive()) {
                open(ctx, request);
            }
            if (message instanceof HttpContent content && receiving != null) {
                receive(ctx, receiving, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void open(ChannelHandlerContext ctx, HttpRequest request) {
        requireHost(request);
        Reply reply = endpoints.open(request, id, client);
        replies.add(reply);
        receiving = reply;
        activeNanos = server.now();
        if (request.decoderResult().isFailure()) {
            received(reply, false);
        } else {
            reply.awaitsContinue = HttpUtil.is100ContinueExpected(request);
        }
        pace(ctx);
        reply.start(server.timers(), () -> fire(ctx));
        writeReady(ctx);
    }

    /** Makes a request of HTTP/1.1 that does not name its host, and once, a bad one (RFC 9112, 3.2). */
    private static void requireHost(HttpRequest request) {
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.headers().getAll(HttpHeaderNames.HOST).size() != 1
                && request.decoderResult().isSuccess()) {
            IllegalArgumentException why = new IllegalArgumentException("no Host header, or more than one");
            request.setDecoderResult(DecoderResult.failure(why));
        }
    }

    private void receive(ChannelHandlerContext ctx, Reply reply, HttpContent content) {
        reply.bodyBytes += content.content().readableBytes();
        if (content.decoderResult().isFailure()) {
            reply.refused(400, "request body is malformed");
            received(reply, false);
        } else if (reply.bodyBytes > MAX_REQUEST_BODY) {
            reply.refused(413, "request body longer than " + MAX_REQUEST_BODY + " bytes");
            received(reply, false);
        } else if (reply.intake != null && !reply.intake.take(content.content())) {
            reply.refused(503, "requests that wait hold more than " + Save.MAX_HELD_BYTES + " bytes");
            received(reply, false);
        } else if (content instanceof LastHttpContent) {
            received(reply, true);
            if (reply.intake != null) {
                reply.intake.received(reply);
            }
        }
        writeReady(ctx);
    }

    /** @param whole whether it was read to its end */
    private void received(Reply reply, boolean whole) {
        reply.received = true;
        reply.keepAlive &= whole;
        cut = !whole;
        receiving = null;
        activeNanos = server.now();
        closing = !reply.keepAlive;
    }

    private void fire(ChannelHandlerContext ctx) {
        writeReady(ctx);
        flush(ctx);
    }

    /** Writes the replies that are ready, up to the first that is not, as long as the client takes them. */
    private void writeReady(ChannelHandlerContext ctx) {
        if (writing) {
            return;
        }
        writing = true;
        for (Reply reply = replies.peek();
                reply != null
                        && reply.ready()
                        && !busy
                        && !ended
                        && ctx.channel().isWritable();
                reply = replies.peek()) {
            if (reply.intake != null) {
                reply.intake.finish(reply);
            }
            if (reply.report != null && !reply.bodiless) {
                busy = true;
                report(ctx, reply, reply.report);
            } else if (reply.feed != null && !reply.bodiless) {
                busy = true;
                watch(ctx, reply, reply.feed);
            } else if (reply.isPlayed() && !reply.lost) {
                busy = true;
                deliver(ctx, reply);
            } else {
                replies.remove();
                write(ctx, reply);
            }
        }
        writing = false;
        if (receiving != null && receiving.awaitsContinue && receiving == replies.peek() && !ended) {
            receiving.awaitsContinue = false; // all answers before its own are written
            ctx.write(CONTINUE.duplicate(), ctx.voidPromise());
            unflushed = true;
        }
    }

    private void deliver(ChannelHandlerContext ctx, Reply reply) {
        unflushed = true;
        delivery = new Delivery(
                wire(ctx),
                reply,
                server.timers(),
                server.idleNanos(),
                server.maxStream(),
                () -> written(ctx, reply, true));
        delivery.begin();
    }

    private Wire wire(ChannelHandlerContext ctx) {
        return new Http1Wire(ctx, () -> end(ctx, ChannelFutureListener.CLOSE));
    }

    private void write(ChannelHandlerContext ctx, Reply reply) {
        long now = server.now();
        if (reply.entry != null) {
            reply.entry.answered(reply.lost ? Exchange.NONE : reply.status, now);
        }
        if (reply.lost) {
            end(ctx, ChannelFutureListener.CLOSE);
            return;
        }
        ByteBuf out = ctx.alloc().buffer(256 + reply.body.length);
        reply.encode(out, now);
        unflushed = true;
        activeNanos = now;
        ctx.write(out, ctx.voidPromise());
        if (!reply.keepAlive) {
            end(ctx, cut ? written -> StagedClose.begin(ctx.channel(), server) : ChannelFutureListener.CLOSE);
        }
        pace(ctx);
    }

    /** Closes the connection in this way once what was written is on its way. */
    private void end(ChannelHandlerContext ctx, ChannelFutureListener close) {
        ended = true;
        closing = true;
        activeNanos = server.now();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(close);
    }

    /** Stops reading while too many requests wait or answers are not taken, and goes on when that is over. */
    private void pace(ChannelHandlerContext ctx) {
        int limit = paused ? MAX_PIPELINED / 2 : MAX_PIPELINED;
        boolean full = replies.size() >= limit || !ctx.channel().isWritable();
        if (paused != full && !ended) {
            paused = full;
            ctx.channel().config().setAutoRead(!full);
        }
    }

    /** Progress: the client takes what is sent. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        activeNanos = server.now();
        pace(ctx);
        if (!ctx.channel().isWritable()) {
            return;
        }
        if (delivery != null) {
            delivery.go();
        }
        fire(ctx);
    }

    /** Has the reporter write a reply that may be long; the event loop only passes its pieces on. */
    private void report(ChannelHandlerContext ctx, Reply reply, Reply.Report report) {
        Wire wire = wire(ctx);
        wire.head(reply, server.now(), -1);
        unflushed = true;
        ReportStream stream = new ReportStream(wire);
        boolean taken = server.report(() -> {
            boolean whole = false;
            try {
                whole = stream.write(report);
            } finally {
                boolean written = whole;
                wire.later(() -> written(ctx, reply, written));
            }
        });
        if (!taken) {
            ctx.close();
        }
    }

    /** Hands the connection to a feed, for as long as it lasts. */
    private void watch(ChannelHandlerContext ctx, Reply reply, LiveFeed feed) {
        ByteBuf head = ctx.alloc().buffer(256);
        reply.encode(head, server.now());
        ctx.writeAndFlush(head, ctx.voidPromise());
        feed.watch(ctx.channel());
    }

    private void written(ChannelHandlerContext ctx, Reply reply, boolean whole) {
        busy = false;
        delivery = null;
        replies.remove(reply);
        pace(ctx);
        activeNanos = server.now();
        if (!whole) {
            ctx.close();
        } else if (!reply.keepAlive) {
            end(ctx, ChannelFutureListener.CLOSE);
        } else {
            fire(ctx);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush(ctx);
    }

    private void flush(ChannelHandlerContext ctx) {
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        long now = server.now();
        if (delivery != null) {
            delivery.cancel();
        }
        replies.forEach(reply -> reply.cancel(now));
        replies.clear();
        closing = true;
    }

    /** The connection is closed, or left to HTTP/2. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (idleTimer != null) {
            idleTimer.cancel();
        }
    }

    /** Closes a connection on which nothing is asked, a request is not completed, or answers are not taken, for the idle timeout. */
    private void watchIdle(ChannelHandlerContext ctx, long delayNanos) {
        idleTimer = server.timers().at(server.now() + delayNanos, () -> {
            boolean waits = receiving == null
                    && !replies.isEmpty()
                    && !ended
                    && ctx.channel().isWritable();
            long left = activeNanos + server.idleNanos() - server.now();
            if (waits || left > 0) {
                watchIdle(ctx, waits ? server.idleNanos() : left);
            } else {
                ctx.close();
            }
        });
    }

    /** A client that resets its connection is a client that left; anything else would be our fault. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
