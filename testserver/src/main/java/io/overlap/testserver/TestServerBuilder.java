package io.overlap.testserver;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how a {@link TestServer} is to be; what it does not say is as in {@link ServerOptions#DEFAULT}. It may start any number
 * of servers, but is not for several threads at once.
 */
public final class TestServerBuilder {
    private String host = ServerOptions.DEFAULT.host();
    private int port = ServerOptions.DEFAULT.port();
    private int backlog = ServerOptions.DEFAULT.backlog();
    private Scenario scenario = ServerOptions.DEFAULT.scenario();
    private @Nullable DelayDistribution delay;
    private long seed = ServerOptions.DEFAULT.seed();
    private int record = ServerOptions.DEFAULT.record();
    private boolean admin = ServerOptions.DEFAULT.admin();
    private Duration idleTimeout = ServerOptions.DEFAULT.idleTimeout();
    private int saved = ServerOptions.DEFAULT.saved();
    private long maxStream = ServerOptions.DEFAULT.maxStream();
    private int maxConnections = ServerOptions.DEFAULT.maxConnections();
    private Tls tls = ServerOptions.DEFAULT.tls();
    private @Nullable ManualClock clock;

    TestServerBuilder() {}

    /** The address to listen on: loopback. */
    public TestServerBuilder host(String value) {
        host = value;
        return this;
    }

    /** The port to listen on: 0, a free one. */
    public TestServerBuilder port(int value) {
        port = value;
        return this;
    }

    /** Connections the kernel may hold before they are accepted: 4,096; it caps this at its own {@code somaxconn}. */
    public TestServerBuilder backlog(int value) {
        backlog = value;
        return this;
    }

    /** The delay of a request for which neither it nor its route says one: 1024 ms, of a POST 100 ms. */
    public TestServerBuilder delay(Duration value) {
        delay = DelayDistribution.fixed(Delay.of(value));
        return this;
    }

    /** Delays, limits and routes: none. */
    public TestServerBuilder scenario(Scenario value) {
        scenario = value;
        return this;
    }

    /**
     * Delays, limits and routes, a line each: {@code /api/* delay=lognormal(p50=20,p99=300) status=503:0.1}.
     *
     * @throws IllegalArgumentException if a line is none; the message names its number and what is wrong
     */
    public TestServerBuilder scenario(String text) {
        return scenario(Scenario.parse(text));
    }

    /** Of all that is random: 42. The same requests meet the same delays and failures. */
    public TestServerBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** How many exchanges the chronology keeps: 100,000; about 63 bytes each, taken at the start. */
    public TestServerBuilder record(int value) {
        record = value;
        return this;
    }

    /** Whether {@code /admin/} is served: yes. */
    public TestServerBuilder admin(boolean value) {
        admin = value;
        return this;
    }

    /** How long a connection may do nothing before it is closed, and a fault may hold one: 5 minutes. */
    public TestServerBuilder idleTimeout(Duration value) {
        idleTimeout = value;
        return this;
    }

    /** How many different items {@code POST /save} knows at most: 1,000,000. */
    public TestServerBuilder saved(int value) {
        saved = value;
        return this;
    }

    /** Bytes of a body at most, also of one without end: 1 GiB. */
    public TestServerBuilder maxStream(long value) {
        maxStream = value;
        return this;
    }

    /** Connections open at once: 50,000; more wait in the backlog. */
    public TestServerBuilder maxConnections(int value) {
        maxConnections = value;
        return this;
    }

    /** Whether it speaks TLS, and with which certificate: no. */
    public TestServerBuilder tls(Tls value) {
        tls = value;
        return this;
    }

    /** The clock by which a test moves the server's time: none, time goes by itself. A clock is one server's. */
    public TestServerBuilder clock(ManualClock value) {
        clock = value;
        return this;
    }

    /**
     * Starts a server.
     *
     * @throws IOException if it cannot listen there; the message names host, port and reason
     * @throws IllegalArgumentException if a value cannot be; the message names it and its bounds
     * @throws IllegalStateException if the clock is another server's
     */
    public TestServer start() throws IOException {
        ServerOptions options = options();
        if (clock != null) {
            clock.claim();
        }
        return new TestServer(options, clock);
    }

    ServerOptions options() {
        return new ServerOptions(
                host,
                port,
                backlog,
                delay == null ? scenario : scenario.withDelay(delay),
                seed,
                record,
                admin,
                idleTimeout,
                saved,
                maxStream,
                maxConnections,
                tls);
    }
}
