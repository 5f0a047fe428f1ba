package io.overlap.crawler;

import java.util.Locale;

/**
 * A request without an answer, and why.
 *
 * @param detail for people: what was seen, with its values
 */
public record FetchFailure(FetchRequest request, Kind kind, String detail) implements FetchResult {

    /** The reasons, apart from each other as far as a client can tell them apart. */
    public enum Kind {
        /** The deadline passed: name, connection, TLS, head or last byte came too late. */
        TIMEOUT,
        /** The host answers, but nothing listens on the port. */
        CONNECT_REFUSED,
        /** No route to the address. */
        UNREACHABLE,
        /** The connection ended before the answer did. */
        RESET,
        /** The name has no address, or no name server answered. */
        DNS,
        /** The handshake failed or the certificate is not to be trusted. */
        TLS,
        /** The head or the body is longer than allowed. */
        TOO_LARGE,
        /** The answer is not HTTP. */
        MALFORMED,
        /** The URL or a header cannot be sent. */
        INVALID_REQUEST,
        /** The name leads to addresses that the policy does not allow. */
        ADDRESS_REFUSED,
        /** The line before the cap is full, or was stood in too long. */
        NO_PERMIT,
        /** Cancelled by the caller, or by the fetcher's close. */
        CANCELLED,
        /** None of the above; the detail says what. */
        OTHER;

        /** The name in reports, as {@code connect_refused}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
