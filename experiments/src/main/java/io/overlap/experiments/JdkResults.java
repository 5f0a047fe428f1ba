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
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the JDK's clients say, in the crawler's words: equal answers must look equal. */
final class JdkResults {
    static final int MAX_BODY = 8 << 20;

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

    /** A failure; one that was ended by us has our verdict, whatever the client makes of that. */
    static FetchFailure failure(FetchRequest request, Throwable thrown, FetchFailure.@Nullable Kind verdict) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return new FetchFailure(request, verdict != null ? verdict : kind(cause), cause.toString());
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
            case IOException e -> kindByMessage(e);
            case NumberFormatException e -> FetchFailure.Kind.MALFORMED; // of a Content-Length
            case IllegalArgumentException e -> FetchFailure.Kind.INVALID_REQUEST;
            default -> FetchFailure.Kind.OTHER;
        };
    }

    /** Where neither client has a type for what happened. */
    private static FetchFailure.Kind kindByMessage(IOException thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (Stream.of("exceeds capacity", "too big").anyMatch(message::contains)) {
            return FetchFailure.Kind.TOO_LARGE;
        }
        boolean malformed = thrown instanceof ProtocolException
                || Stream.of("Invalid Http", "chunk size", "chunk header", "missing CR", "missing LF")
                        .anyMatch(message::contains);
        return malformed ? FetchFailure.Kind.MALFORMED : FetchFailure.Kind.RESET;
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("body longer than " + MAX_BODY + " bytes");
        }
    }
}
