package io.overlap.experiments;

import io.overlap.crawler.Call;
import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Fetches by java.net.http, over HTTP/1.1, with its default executor. */
final class HttpClientFetcher implements Fetcher {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Duration deadline;
    private final UnderWay<CompletableFuture<?>> underWay;

    HttpClientFetcher(Duration deadline) {
        this.deadline = deadline;
        underWay = new UnderWay<>(deadline, sent -> sent.cancel(true));
    }

    @Override
    public Call fetch(FetchRequest request) {
        HttpRequest.Builder builder;
        try {
            builder = HttpRequest.newBuilder(URI.create(request.url())).timeout(deadline);
            request.headers().forEach(builder::setHeader);
        } catch (IllegalArgumentException e) {
            return new Sent(CompletableFuture.completedFuture(JdkResults.failure(request, e, null)), () -> {});
        }
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(
                builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), JdkResults.MAX_BODY));
        underWay.started(sent);
        return new Sent(
                sent.handle((response, failed) -> {
                    FetchFailure.Kind verdict = underWay.ended(sent);
                    return failed != null
                            ? JdkResults.failure(request, failed, verdict)
                            : JdkResults.answer(
                                    request,
                                    response.statusCode(),
                                    response.headers().firstValue("Location").orElse(null),
                                    response.body());
                }),
                () -> sent.cancel(true));
    }

    void cancelAll() {
        underWay.cancelAll();
    }

    void close() {
        underWay.close();
        client.shutdownNow();
        client.close();
    }

    private record Sent(CompletionStage<FetchResult> result, Runnable cancellation) implements Call {
        @Override
        public void cancel() {
            cancellation.run();
        }
    }
}
