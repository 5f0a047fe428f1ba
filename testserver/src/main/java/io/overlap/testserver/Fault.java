package io.overlap.testserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can go wrong with an answer, in the order in which an answer comes to it. */
enum Fault {
    /** The head never comes; the connection is closed once the hold is over. */
    STALL,
    /** The connection is reset instead of an answer. */
    RESET,
    /** The connection is closed instead of an answer. */
    EMPTY,
    /** A head that is no HTTP, then the connection is closed. */
    MALFORMED_HEAD,
    /** One header of {@code header-size=} bytes more. */
    BIG_HEADER,
    /** A body of zeros that gzip inflates a thousand times. */
    GZIP_BOMB,
    /** A body without an end. */
    ENDLESS,
    /** In the middle of the body stands a chunk whose size is no number. */
    MALFORMED_CHUNK,
    /** The connection is closed in the middle of the body. */
    SHORT,
    /** The connection is reset in the middle of the body. */
    RESET_BODY,
    /** Nothing comes after the middle of the body; the connection is closed once the hold is over. */
    STALL_BODY,
    /** The answer says that the connection is closed, and it is closed only once the hold is over. */
    SLOW_CLOSE;

    /** As written in a query, in a scenario and in {@code /stats}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nothing else can say it than the bytes of HTTP/1.1. */
    boolean needsHttp1() {
        return this == MALFORMED_HEAD || this == MALFORMED_CHUNK || this == SLOW_CLOSE;
    }

    /** Whether nothing of the answer is sent. */
    boolean isInsteadOfAnswer() {
        return compareTo(EMPTY) <= 0;
    }

    /** Whether the body breaks off in its middle. */
    boolean breaksBody() {
        return this == MALFORMED_CHUNK || this == SHORT || this == RESET_BODY || this == STALL_BODY;
    }

    /** @throws IllegalArgumentException if there is no such fault; the message names it and all there are */
    static Fault of(String word) {
        for (Fault fault : values()) {
            if (fault.word().equals(word)) {
                return fault;
            }
        }
        throw new IllegalArgumentException("unknown fault: " + Shown.of(word) + " ("
                + Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", ")) + ")");
    }
}
