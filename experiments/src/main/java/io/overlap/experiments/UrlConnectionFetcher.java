package io.overlap.experiments;

import io.overlap.crawler.Call;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Fetches by HttpURLConnection. It breaks a fetcher's first promise: {@code fetch} blocks, for that is how this client
 * waits. So it is given to variants that have a thread for each request.
 */
final class UrlConnectionFetcher implements Fetcher {
    private final int timeoutMillis;
    private final UnderWay<HttpURLConnection> underWay;

    UrlConnectionFetcher(Duration deadline) {
        timeoutMillis = (int) deadline.toMillis();
        underWay = new UnderWay<>(deadline, HttpURLConnection::disconnect);
    }

    @Override
    public Call fetch(FetchRequest request) {
        return new Ended(CompletableFuture.completedFuture(result(request)));
    }

    private FetchResult result(FetchRequest request) {
        HttpURLConnection connection;
        try {
            connection = (HttpURLConnection) URI.create(request.url()).toURL().openConnection();
        } catch (IOException | IllegalArgumentException e) {
            return JdkResults.failure(request, e, true);
        }
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setInstanceFollowRedirects(false);
        request.headers().forEach(connection::setRequestProperty);
        underWay.started(connection);
        try {
            int status = connection.getResponseCode();
            byte[] body = body(connection, status);
            underWay.ended(connection);
            return JdkResults.answer(request, status, connection.getHeaderField("Location"), body);
        } catch (IOException | IllegalArgumentException e) {
            return JdkResults.failure(request, e, underWay.ended(connection));
        }
    }

    private static byte[] body(HttpURLConnection connection, int status) throws IOException {
        InputStream error = connection.getErrorStream();
        if (error == null && status >= 400) {
            return new byte[0]; // asked for the body that is not there, it would throw
        }
        try (InputStream in = error != null ? error : connection.getInputStream()) {
            return JdkResults.checked(in.readNBytes(JdkResults.MAX_BODY + 1));
        }
    }

    void cancelAll() {
        underWay.cancelAll();
    }

    void close() {
        underWay.close();
    }

    private record Ended(CompletionStage<FetchResult> result) implements Call {
        @Override
        public void cancel() {}
    }
}
