package io.overlap.batcher.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer's body as text, up to a bound: beyond it a success is an error, and any other answer is cut off. */
final class BoundedBody implements HttpResponse.BodySubscriber<String> {
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([\\w.:+-]+)");

    private final int most;
    private final boolean wanted;
    private final Charset charset;
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // as the subscription calls: one at a time
    private Flow.@Nullable Subscription subscription;

    private BoundedBody(int most, boolean wanted, Charset charset) {
        this.most = most;
        this.wanted = wanted;
        this.charset = charset;
    }

    static HttpResponse.BodyHandler<String> atMost(int most) {
        return head -> new BoundedBody(
                most,
                Verdict.isSuccess(head.statusCode()),
                charset(head.headers().firstValue("Content-Type").orElse("")));
    }

    private static Charset charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            byte[] taken = new byte[Math.min(piece.remaining(), most - bytes.size())];
            boolean over = piece.remaining() > taken.length;
            piece.get(taken);
            bytes.writeBytes(taken);
            if (over) {
                end();
                return;
            }
        }
    }

    private void end() {
        if (subscription != null) {
            subscription.cancel();
        }
        if (wanted) {
            text.completeExceptionally(new IOException("answer longer than " + most + " bytes"));
        } else {
            onComplete();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        text.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        text.complete(bytes.toString(charset));
    }
}
