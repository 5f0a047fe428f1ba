package io.overlap.testserver;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request's target, split once: the path, and the query as sent. */
record Target(String path, String query) {

    /** Of a target in absolute form, as for a proxy, what comes after the authority: the port is no part of it. */
    static Target of(String uri) {
        String target = uri.startsWith("/") ? uri : withoutAuthority(uri);
        int mark = target.indexOf('?');
        return mark < 0 ? new Target(target, "") : new Target(target.substring(0, mark), target.substring(mark + 1));
    }

    /** A path that is not there is the root (RFC 9110, 4.2.3). */
    private static String withoutAuthority(String uri) {
        int at = uri.startsWith("http://") ? 7 : uri.startsWith("https://") ? 8 : -1;
        if (at < 0) {
            return uri;
        }
        while (at < uri.length() && uri.charAt(at) != '/' && uri.charAt(at) != '?') {
            at++;
        }
        String target = uri.substring(at);
        return target.startsWith("/") ? target : '/' + target;
    }

    /**
     * Returns the value of a parameter, decoded; of one that comes twice the last; null if it is not there.
     *
     * @throws IllegalArgumentException if its percent-encoding is broken
     */
    @Nullable
    String parameter(String name) {
        String value = null;
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            if (end < 0) {
                end = query.length();
            }
            if (query.startsWith(name, at)) {
                int equals = at + name.length();
                if (equals == end) {
                    value = "";
                } else if (query.charAt(equals) == '=') {
                    value = query.substring(equals + 1, end);
                }
            }
            at = end + 1;
        }
        return value == null ? null : decoded(name, value);
    }

    private static String decoded(String name, String value) {
        try {
            return QueryStringDecoder.decodeComponent(value);
        } catch (IllegalArgumentException e) {
            // Its own message may be as long as the request, and of many lines.
            throw new IllegalArgumentException("broken percent-encoding: " + Shown.of(name) + "=" + Shown.of(value), e);
        }
    }

    /**
     * Hands over each parameter, its value decoded, in the order sent; of one that comes twice both.
     *
     * @throws IllegalArgumentException if percent-encoding is broken
     */
    void forEach(BiConsumer<String, String> reader) {
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            if (end < 0) {
                end = query.length();
            }
            int equals = query.indexOf('=', at);
            if (equals >= 0 && equals < end) {
                String name = query.substring(at, equals);
                reader.accept(name, decoded(name, query.substring(equals + 1, end)));
            } else if (end > at) {
                reader.accept(query.substring(at, end), "");
            }
            at = end + 1;
        }
    }

    /**
     * Returns a parameter that is a whole number.
     *
     * @throws IllegalArgumentException if it is none, or out of bounds
     */
    long number(String name, long absent, long least, long most) {
        String text = parameter(name);
        return text == null ? absent : Words.number(name, text, least, most);
    }

    /** As sent. */
    String url() {
        return query.isEmpty() ? path : path + '?' + query;
    }
}
