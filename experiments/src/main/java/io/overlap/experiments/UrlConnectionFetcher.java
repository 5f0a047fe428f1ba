package io.overlap.experiments;

import io.overlap.crawler.Call;
import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Fetches by HttpURLConnection. It breaks a fetcher's first promise: {@code fetch} blocks, for that is how this client
 * waits. So it is given to variants that have a thread for each request.
 */
final class UrlConnectionFetcher implements Fetcher {
    private static final int MAX_PORT = 65_535;

    private final int timeoutMillis;
    private final UnderWay<HttpURLConnection> underWay;

    UrlConnectionFetcher(Duration deadline) {
        timeoutMillis = (int) deadline.toMillis();
        underWay = new UnderWay<>(deadline, connection -> Thread.startVirtualThread(connection::disconnect));
    }

    @Override
    public Call fetch(FetchRequest request) {
        return new Ended(CompletableFuture.completedFuture(result(request)));
    }

    private FetchResult result(FetchRequest request) {
        HttpURLConnection connection;
        try {
            connection = (HttpURLConnection) URI.create(request.url()).toURL().openConnection();
            checkAddress(connection.getURL());
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            return new FetchFailure(request, FetchFailure.Kind.INVALID_REQUEST, e.toString());
        }
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setInstanceFollowRedirects(false);
        request.headers().forEach(connection::setRequestProperty);
        underWay.started(connection);
        try {
            int status = connection.getResponseCode();
            String location = connection.getHeaderField("Location");
            byte[] body = body(connection, status);
            FetchFailure.Kind verdict = underWay.ended(connection);
            // A body cut off by us may look whole.
            return verdict != null
                    ? new FetchFailure(request, verdict, "ended in mid-answer")
                    : JdkResults.answer(request, status, location, body);
        } catch (IOException | RuntimeException e) { // a disconnect in mid-read may be a null pointer to the reader
            return JdkResults.failure(request, e, underWay.ended(connection));
        }
    }

    private static void checkAddress(URL url) {
        if (url.getHost().isEmpty() || url.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("no host or no port to connect to: " + url);
        }
    }

    private static byte[] body(HttpURLConnection connection, int status) throws IOException {
        if (status < 0) {
            throw new ProtocolException("no status");
        }
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            // An error without a body has no stream.
            return in == null ? new byte[0] : JdkResults.checked(in.readNBytes(JdkResults.MAX_BODY + 1));
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
