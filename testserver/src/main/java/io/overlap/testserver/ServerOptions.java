package io.overlap.testserver;

import java.time.Duration;

/**
 * What a {@link TestServer} is asked to be.
 *
 * @param host the address to listen on; loopback unless said otherwise
 * @param port the port to listen on; 0 takes a free one
 * @param backlog connections the kernel may hold before they are accepted (it caps this at its own {@code somaxconn})
 * @param delay of a {@code GET /add} that names none
 * @param record how many exchanges the chronology keeps, 0 for none; about 55 bytes each, taken at the start
 * @param admin whether {@code /admin/} is served
 * @param idleTimeout a connection that completes no request for so long, and waits for no answer, is closed; so is one
 *     that takes longer to send a request's body
 * @param saved how many different items {@code POST /save} knows at most, in all and in all trials together
 */
public record ServerOptions(
        String host, int port, int backlog, Delay delay, int record, boolean admin, Duration idleTimeout, int saved) {

    /** A free port on loopback, the book's 1024 ms, the last 100,000 exchanges. */
    public static final ServerOptions DEFAULT = new ServerOptions(
            "127.0.0.1", 0, 4096, Delay.of(Duration.ofMillis(1024)), 100_000, true, Duration.ofMinutes(5), 1_000_000);

    /** The most exchanges a chronology may keep, and the most items that may be known. */
    public static final int MAX_RECORD = 20_000_000;

    public ServerOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is blank");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port not within 0 and 65535: " + port);
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog < 1: " + backlog);
        }
        if (record < 0 || record > MAX_RECORD) {
            throw new IllegalArgumentException("record not within 0 and " + MAX_RECORD + ": " + record);
        }
        if (saved < 0 || saved > MAX_RECORD) {
            throw new IllegalArgumentException("saved not within 0 and " + MAX_RECORD + ": " + saved);
        }
        if (idleTimeout.isNegative() || idleTimeout.isZero()) {
            throw new IllegalArgumentException("idleTimeout <= 0: " + idleTimeout);
        }
    }

    public ServerOptions withHost(String value) {
        return new ServerOptions(value, port, backlog, delay, record, admin, idleTimeout, saved);
    }

    public ServerOptions withPort(int value) {
        return new ServerOptions(host, value, backlog, delay, record, admin, idleTimeout, saved);
    }

    public ServerOptions withBacklog(int value) {
        return new ServerOptions(host, port, value, delay, record, admin, idleTimeout, saved);
    }

    public ServerOptions withDelay(Delay value) {
        return new ServerOptions(host, port, backlog, value, record, admin, idleTimeout, saved);
    }

    public ServerOptions withRecord(int value) {
        return new ServerOptions(host, port, backlog, delay, value, admin, idleTimeout, saved);
    }

    public ServerOptions withAdmin(boolean value) {
        return new ServerOptions(host, port, backlog, delay, record, value, idleTimeout, saved);
    }

    public ServerOptions withIdleTimeout(Duration value) {
        return new ServerOptions(host, port, backlog, delay, record, admin, value, saved);
    }

    public ServerOptions withSaved(int value) {
        return new ServerOptions(host, port, backlog, delay, record, admin, idleTimeout, value);
    }
}
