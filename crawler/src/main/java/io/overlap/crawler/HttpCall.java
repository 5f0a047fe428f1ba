package io.overlap.crawler;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.netty.request.NettyRequest;
import org.jspecify.annotations.Nullable;

/** One fetch, from the line to its end, and the client's view of it. Owned by the event loop. */
final class HttpCall implements AsyncHandler<Void> {
    /*
     * A verdict (timeout, cancelled, too large) is passed first and the call ends later, when the socket that it held
     * is closed: only then may another take its place. A call never ends inside fetch(): what depends on its result may
     * fetch again, and a million URLs that all fail at once must not be a million frames deep.
     */
    private final HttpFetcher fetcher;
    private final FetchRequest request;
    private final Consumer<? super FetchResult> listener;

    private @Nullable ListenableFuture<Void> exchange;
    private @Nullable Channel channel;
    private @Nullable Runnable timer; // drops it
    private @Nullable FetchFailure verdict;
    private boolean ended;
    private int status;
    private Headers headers = Headers.NONE;
    private byte[] body = {};
    private int bodyBytes;

    HttpCall(HttpFetcher fetcher, FetchRequest request, Consumer<? super FetchResult> listener) {
        this.fetcher = fetcher;
        this.request = request;
        this.listener = listener;
    }

    /** Ends a call that was never admitted. */
    void refuse() {
        FetchPolicy policy = fetcher.policy();
        listener.accept(new FetchFailure(
                request,
                FetchFailure.Kind.NO_PERMIT,
                "in flight " + policy.cap() + ", in line " + policy.maxWaiting() + ": no room for another"));
    }

    /** Ends a call that the event loop ended without; once nothing runs on it any more. */
    void lost() {
        if (!ended) {
            ended = true;
            listener.accept(
                    new FetchFailure(request, FetchFailure.Kind.CANCELLED, "closed while the fetch was on its way"));
        }
    }

    void waitAtMost(Duration time) {
        timer = fetcher.after(time, () -> fail(FetchFailure.Kind.NO_PERMIT, "no permit within " + time));
    }

    void start(AsyncHttpClient client) {
        stopTimer();
        Duration deadline = fetcher.policy().deadline();
        timer = fetcher.after(deadline, () -> fail(FetchFailure.Kind.TIMEOUT, "no whole answer within " + deadline));
        try {
            exchange = client.executeRequest(built(), this);
        } catch (RuntimeException e) {
            fetcher.loop().execute(() -> fail(FetchFailure.Kind.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private Request built() {
        String url = request.url();
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new IllegalArgumentException("not an http or https URL: " + url);
        }
        // It is sent as it stands: a space or a line end in it would end the request line.
        if (url.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("URL is not encoded: " + url);
        }
        RequestBuilder builder = new RequestBuilder("GET", true).setUrl(url);
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            builder.setHeader(header.getKey(), header.getValue());
        }
        return builder.build();
    }

    /** Passes the verdict, closes the socket if one is held, and ends the call when it is closed. */
    void fail(FetchFailure.Kind kind, String detail) {
        if (ended || verdict != null) {
            return;
        }
        FetchFailure failure = new FetchFailure(request, kind, detail);
        verdict = failure;
        Channel held = channel;
        if (exchange != null) {
            exchange.cancel(true);
        }
        if (held == null) {
            end(failure);
        } else {
            held.close();
            held.closeFuture().addListener(closed -> end(failure));
        }
    }

    private void end(FetchResult outcome) {
        assert fetcher.loop().inEventLoop();
        if (ended) {
            return;
        }
        ended = true;
        stopTimer();
        channel = null;
        exchange = null;
        fetcher.ended(this);
        listener.accept(outcome);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.run();
            timer = null;
        }
    }

    @Override
    public void onTcpConnectAttempt(InetSocketAddress address) {
        fetcher.connecting(this);
    }

    /** A channel was made for this call and is about to connect. */
    void opened(Channel made) {
        channel = made;
        if (verdict != null) {
            made.close();
        }
    }

    @Override
    public void onConnectionPooled(Channel pooled) {
        channel = pooled;
    }

    @Override
    public void onRequestSend(NettyRequest sent) {}

    @Override
    public State onStatusReceived(HttpResponseStatus received) {
        status = received.getStatusCode();
        return State.CONTINUE;
    }

    @Override
    public State onHeadersReceived(HttpHeaders received) {
        headers = new Headers(received);
        return State.CONTINUE;
    }

    @Override
    public State onBodyPartReceived(HttpResponseBodyPart part) {
        int length = part.length();
        if (length > fetcher.policy().maxBodyBytes() - bodyBytes) {
            fail(
                    FetchFailure.Kind.TOO_LARGE,
                    "body longer than " + fetcher.policy().maxBodyBytes() + " bytes");
            return State.ABORT;
        }
        if (bodyBytes + length > body.length) {
            body = Arrays.copyOf(body, bodyBytes == 0 ? length : Math.max(bodyBytes + length, 2 * body.length));
        }
        part.getBodyByteBuf().getBytes(part.getBodyByteBuf().readerIndex(), body, bodyBytes, length);
        bodyBytes += length;
        return State.CONTINUE;
    }

    /** Called when the channel is in the pool again, or closed if it may not be kept. */
    @Override
    public @Nullable Void onCompleted() {
        if (verdict == null) {
            end(answer());
        }
        return null;
    }

    private FetchResult answer() {
        String location = headers.first("Location");
        boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (redirects && location != null) {
            return new Redirect(request, status, headers, location);
        }
        byte[] whole = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
        return new Page(request, status, headers, whole);
    }

    @Override
    public void onThrowable(Throwable cause) {
        FetchFailure.Kind seen = Failures.kindOf(cause);
        boolean unsendable = seen == FetchFailure.Kind.MALFORMED && channel == null;
        FetchFailure.Kind kind = unsendable ? FetchFailure.Kind.INVALID_REQUEST : seen;
        // Never inside fetch(), where the client reports what it finds before it goes to the network.
        fetcher.loop().execute(() -> fail(kind, Failures.detailOf(cause)));
    }
}
