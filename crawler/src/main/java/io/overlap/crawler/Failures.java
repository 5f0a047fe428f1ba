package io.overlap.crawler;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a client's exception means. */
final class Failures {
    private static final int MAX_CAUSES = 8;

    private Failures() {}

    static FetchFailure.Kind kindOf(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            FetchFailure.Kind kind = kindOfOne(cause);
            if (kind != null) {
                return kind;
            }
            cause = cause.getCause();
        }
        return thrown instanceof java.io.IOException ? FetchFailure.Kind.RESET : FetchFailure.Kind.OTHER;
    }

    private static FetchFailure.@Nullable Kind kindOfOne(Throwable cause) {
        if (cause instanceof GuardedResolver.AddressRefusedException) {
            return FetchFailure.Kind.ADDRESS_REFUSED;
        }
        if (cause instanceof UnknownHostException) {
            return FetchFailure.Kind.DNS;
        }
        if (cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException) {
            return FetchFailure.Kind.TIMEOUT;
        }
        if (cause instanceof SSLException) {
            return FetchFailure.Kind.TLS;
        }
        if (cause instanceof NoRouteToHostException) {
            return FetchFailure.Kind.UNREACHABLE;
        }
        if (cause instanceof TooLongFrameException) {
            return FetchFailure.Kind.TOO_LARGE;
        }
        if (cause instanceof PrematureChannelClosureException) {
            return FetchFailure.Kind.RESET;
        }
        if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
            return cause.getCause() instanceof SSLException ? FetchFailure.Kind.TLS : FetchFailure.Kind.MALFORMED;
        }
        if (cause instanceof ConnectException) {
            return isUnreachable(cause) ? FetchFailure.Kind.UNREACHABLE : connectKind(cause);
        }
        return null;
    }

    /** The client wraps what went wrong in a ConnectException of its own: the innermost one knows. */
    private static FetchFailure.@Nullable Kind connectKind(Throwable cause) {
        return cause.getCause() == null ? FetchFailure.Kind.CONNECT_REFUSED : null;
    }

    private static boolean isUnreachable(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("unreachable") || message.contains("No route");
    }

    static String detailOf(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }
}
