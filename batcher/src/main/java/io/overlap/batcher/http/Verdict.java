package io.overlap.batcher.http;

import io.overlap.batcher.BatchResult;
import io.overlap.batcher.ItemResult;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;

/** What an end of a request says about its items. */
final class Verdict {
    private static final int MAX_CAUSES = 8;
    private static final int SEE_OTHER = 303;

    enum Kind {
        SAVED,
        UNREACHABLE, // nothing was sent
        RETRY,
        TOO_LARGE,
        REJECT,
        UNKNOWN
    }

    private static final Verdict SAVED = new Verdict(Kind.SAVED, new HttpStatusException(200, "saved"), Duration.ZERO);

    final Kind kind;
    private final Throwable cause;
    private final Duration notBefore;

    Verdict(Kind kind, Throwable cause, Duration notBefore) {
        this.kind = kind;
        this.cause = cause;
        this.notBefore = notBefore;
    }

    static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    static Kind kindOf(int status) {
        if (isSuccess(status)) {
            return Kind.SAVED;
        }
        return switch (status) {
            case 408, 425, 429, 503 -> Kind.RETRY; // by their definitions the server has not done it, and may soon
            case 413 -> Kind.TOO_LARGE;
            case SEE_OTHER -> Kind.UNKNOWN; // what became of it is told elsewhere
            default -> status >= 300 && status < 500 ? Kind.REJECT : Kind.UNKNOWN;
        };
    }

    static Verdict ofAnswer(HttpRequest request, HttpResponse<String> last) {
        HttpResponse<String> answer = toWhatWasSent(request, last);
        int status = answer.statusCode();
        return isSuccess(status)
                ? SAVED
                : new Verdict(
                        kindOf(status),
                        HttpStatusException.of(request, status, said(answer)),
                        RetryAfter.of(answer.headers()));
    }

    /**
     * A client that follows redirects asks with GET where a POST was answered 301 or 302: the items are not in that request, so what
     * counts is the redirect. A success after 303 is about what was sent.
     */
    private static HttpResponse<String> toWhatWasSent(HttpRequest request, HttpResponse<String> last) {
        HttpResponse<String> answer = last;
        while (!answer.request().method().equals(request.method())
                && answer.previousResponse().isPresent()) {
            answer = answer.previousResponse().get();
        }
        return (answer.statusCode() == SEE_OTHER && isSuccess(last.statusCode())) ? last : answer;
    }

    /** Where a redirect leads, without a query, which may hold a secret; else the answer's text. */
    private static String said(HttpResponse<String> answer) {
        int status = answer.statusCode();
        String to = (status / 100 == 3 && status != SEE_OTHER)
                ? answer.headers().firstValue("Location").orElse("")
                : "";
        return to.isEmpty()
                ? Objects.requireNonNullElse(answer.body(), "")
                : "moved to " + to.replaceFirst("[?#].*", "") + ": name that address";
    }

    /** Of an exception that {@code sendAsync} ended with. */
    static Verdict ofFailure(HttpRequest request, Throwable thrown) {
        Throwable why = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (why instanceof CancellationException) {
            return unknown(
                    new HttpTimeoutException("no answer within the attempt: " + HttpStatusException.told(request)));
        }
        return isUnsent(why) ? new Verdict(Kind.UNREACHABLE, told(request, why), Duration.ZERO) : unknown(why);
    }

    /** The client's own exception often has no message. */
    private static Throwable told(HttpRequest request, Throwable why) {
        if (why.getMessage() != null) {
            return why;
        }
        return new UnsentException("no connection to " + at(request.uri()), why);
    }

    /** Host and port, without a user's name and password. */
    private static String at(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    static Verdict unknown(Throwable cause) {
        return new Verdict(Kind.UNKNOWN, cause, Duration.ZERO);
    }

    /** Whether the connection never came to be: no byte of the request can have been read. */
    private static boolean isUnsent(Throwable why) {
        Throwable at = why;
        for (int i = 0; i < MAX_CAUSES && at != null; i++) {
            if (at instanceof ConnectException
                    || at instanceof HttpConnectTimeoutException
                    || at instanceof UnresolvedAddressException
                    || at instanceof UnknownHostException
                    || at instanceof NoRouteToHostException
                    || at instanceof SSLHandshakeException
                    || at instanceof UnsentException) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    <R> ItemResult<R> item() {
        return switch (kind) {
            case SAVED -> ItemResult.saved();
            case UNREACHABLE, RETRY -> ItemResult.retry(cause, notBefore);
            case TOO_LARGE, REJECT -> ItemResult.reject(cause);
            case UNKNOWN -> ItemResult.unknown(cause);
        };
    }

    <R> BatchResult<R> batch(int items) {
        return switch (kind) {
            case SAVED -> BatchResult.saved();
            case UNREACHABLE, RETRY -> BatchResult.retry(cause, notBefore);
            case TOO_LARGE -> items == 1 ? BatchResult.each(List.of(ItemResult.reject(cause))) : BatchResult.tooLarge();
            case REJECT -> BatchResult.each(Collections.nCopies(items, ItemResult.reject(cause)));
            case UNKNOWN -> BatchResult.unknown(cause);
        };
    }
}
