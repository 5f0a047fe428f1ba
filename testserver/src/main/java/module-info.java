/** A server whose every delay is known: requests in, late answers and a chronology out. */
module io.overlap.testserver {
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires com.google.gson;
    requires io.netty.buffer;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires HdrHistogram;

    exports io.overlap.testserver;
    exports io.overlap.testserver.junit;
}
