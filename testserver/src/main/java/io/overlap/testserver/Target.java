package io.overlap.testserver;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** A request's target, split once: the path, and the query as sent. */
record Target(String path, String query) {

    static Target of(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? new Target(uri, "") : new Target(uri.substring(0, mark), uri.substring(mark + 1));
    }

    /**
     * Returns the first value of a parameter, decoded; null if it is not there.
     *
     * @throws IllegalArgumentException if its percent-encoding is broken
     */
    @Nullable
    String parameter(String name) {
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            if (end < 0) {
                end = query.length();
            }
            if (query.startsWith(name, at)) {
                int equals = at + name.length();
                if (equals == end) {
                    return "";
                }
                if (query.charAt(equals) == '=') {
                    return decoded(name, query.substring(equals + 1, end));
                }
            }
            at = end + 1;
        }
        return null;
    }

    private static String decoded(String name, String value) {
        try {
            return QueryStringDecoder.decodeComponent(value);
        } catch (IllegalArgumentException e) {
            // Its own message may be as long as the request, and of many lines.
            throw new IllegalArgumentException("broken percent-encoding: " + name + "=" + Shown.of(value), e);
        }
    }

    /**
     * Returns a parameter that is a whole number.
     *
     * @throws IllegalArgumentException if it is none, or out of bounds
     */
    long number(String name, long absent, long least, long most) {
        String text = parameter(name);
        if (text == null) {
            return absent;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal
        }
        throw new IllegalArgumentException(name + " not within " + least + " and " + most + ": " + Shown.of(text));
    }
}
