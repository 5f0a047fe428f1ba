package io.overlap.testserver;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/** The heads of HTTP/2 as those of HTTP/1.1, and back. */
final class H2Messages {
    private static final AsciiString SERVER_TIMING = AsciiString.cached("server-timing");

    private H2Messages() {}

    /** Reads a request's head; if it is none, its decoder result tells why. */
    static HttpRequest request(Http2Headers head) {
        CharSequence method = head.method();
        CharSequence path = head.path();
        if (method == null || path == null) {
            return malformed(new IllegalArgumentException("a head without :method or :path"));
        }
        if (path.length() > TestServer.MAX_LINE) {
            return malformed(new TooLongHttpLineException(":path"));
        }
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (Map.Entry<CharSequence, CharSequence> header : head) {
            if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        if (head.authority() != null) {
            headers.set(HttpHeaderNames.HOST, head.authority());
        }
        try {
            return new DefaultHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.valueOf(method.toString()), path.toString(), headers);
        } catch (IllegalArgumentException e) {
            return malformed(e);
        }
    }

    /** A request whose head was too long to be read. */
    static HttpRequest tooLong() {
        return malformed(new TooLongHttpHeaderException("head"));
    }

    private static HttpRequest malformed(Exception why) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.setDecoderResult(DecoderResult.failure(why));
        return request;
    }

    /** Writes the head of an answer that begins now, with a body of this length; -1: it is not told. */
    static Http2Headers headers(Reply reply, long now, long length) {
        Http2Headers headers = new DefaultHttp2Headers(false)
                .status(HttpResponseStatus.valueOf(reply.status).codeAsText())
                .add(HttpHeaderNames.CONTENT_TYPE, new AsciiString(reply.contentType, false));
        if (length >= 0 && !reply.neverHasBody()) {
            headers.addLong(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        Ledger.Entry entry = reply.entry;
        if (entry != null) {
            long plan = entry.deadlineNanos - entry.arrivedNanos - entry.queueNanos;
            String queue = reply.capacity == null ? "" : ", queue;dur=" + millis(entry.queueNanos);
            String late = ", late;dur=" + millis(now - entry.deadlineNanos);
            headers.add(SERVER_TIMING, "plan;dur=" + millis(plan) + queue + late);
        }
        for (int i = 0; reply.headers != null && i < reply.headers.size(); i += 2) {
            headers.add(reply.headers.get(i).toLowerCase(Locale.ROOT), reply.headers.get(i + 1));
        }
        return headers;
    }

    /** Milliseconds with up to three digits after the point. */
    private static String millis(long nanos) {
        return BigDecimal.valueOf(Math.max(0, nanos) / 1_000, 3)
                .stripTrailingZeros()
                .toPlainString();
    }
}
