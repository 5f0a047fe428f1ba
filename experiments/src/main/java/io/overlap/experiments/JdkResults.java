package io.overlap.experiments;

import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Headers;
import io.overlap.crawler.Page;
import io.overlap.crawler.Redirect;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the JDK's clients say, in the crawler's words: equal answers must look equal. */
final class JdkResults {
    static final int MAX_BODY = 8 << 20;

    private static final String OVER_LIMIT = "body exceeds capacity"; // what BodyHandlers.limiting says

    private JdkResults() {}

    static FetchResult answer(FetchRequest request, int status, @Nullable String location, byte[] body) {
        boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        return redirects && location != null
                ? new Redirect(request, status, Headers.NONE, location)
                : new Page(request, status, Headers.NONE, body);
    }

    static byte[] checked(byte[] body) throws IOException {
        if (body.length > MAX_BODY) {
            throw new TooLargeException();
        }
        return body;
    }

    /** A failure; one that did not end in time was ended by us, whatever the client makes of that. */
    static FetchFailure failure(FetchRequest request, Throwable thrown, boolean inTime) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        FetchFailure.Kind kind = inTime ? kind(cause) : FetchFailure.Kind.TIMEOUT;
        return new FetchFailure(request, kind, String.valueOf(cause.getMessage()));
    }

    private static FetchFailure.Kind kind(Throwable cause) {
        return switch (cause) {
            case CancellationException e -> FetchFailure.Kind.CANCELLED;
            case SocketTimeoutException e -> FetchFailure.Kind.TIMEOUT;
            case HttpTimeoutException e -> FetchFailure.Kind.TIMEOUT;
            case UnknownHostException e -> FetchFailure.Kind.DNS;
            case NoRouteToHostException e -> FetchFailure.Kind.UNREACHABLE;
            case ConnectException e ->
                e.getCause() instanceof UnresolvedAddressException
                        ? FetchFailure.Kind.DNS
                        : FetchFailure.Kind.CONNECT_REFUSED;
            case SSLException e -> FetchFailure.Kind.TLS;
            case TooLargeException e -> FetchFailure.Kind.TOO_LARGE;
            case IOException e ->
                String.valueOf(e.getMessage()).startsWith(OVER_LIMIT)
                        ? FetchFailure.Kind.TOO_LARGE
                        : FetchFailure.Kind.RESET;
            case IllegalArgumentException e -> FetchFailure.Kind.INVALID_REQUEST;
            default -> FetchFailure.Kind.OTHER;
        };
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("body longer than " + MAX_BODY + " bytes");
        }
    }
}
