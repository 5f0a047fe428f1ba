package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what this JVM logs, Netty's own lines among it, until it is closed. */
final class Logged extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    Logged() {
        assertInstanceOf(JdkLoggerFactory.class, InternalLoggerFactory.getDefaultFactory());
        ROOT.addHandler(this);
    }

    /** Each line, with the trace's exception if there is one. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
