package io.overlap.testserver;

import java.time.Duration;

/**
 * What a {@link TestServer} is asked to be, by its {@link TestServerBuilder}.
 *
 * @param host the address to listen on; loopback unless said otherwise
 * @param port the port to listen on; 0 takes a free one
 * @param backlog connections the kernel may hold before they are accepted (it caps this at its own {@code somaxconn})
 * @param scenario delays, limits and routes at the start
 * @param seed of all that is random: the same requests meet the same delays and faults
 * @param record how many exchanges the chronology keeps, 0 for none; about 63 bytes each, taken at the start
 * @param admin whether {@code /admin/} is served
 * @param idleTimeout a connection that completes no request for so long, and waits for no answer, is closed; so is one that takes
 *     longer to send a request's body, or takes none of its answer for so long; and no fault holds one for longer
 * @param saved how many different items {@code POST /save} knows at most, in all and in all trials together
 * @param maxStream bytes of a body at most, also of one without end
 * @param maxConnections open at once; more wait in the backlog until one is closed
 * @param tls whether it speaks TLS, and with which certificate
 */
public record ServerOptions(
        String host,
        int port,
        int backlog,
        Scenario scenario,
        long seed,
        int record,
        boolean admin,
        Duration idleTimeout,
        int saved,
        long maxStream,
        int maxConnections,
        Tls tls) {

    /** A free port on loopback, 1024 ms as in the book, seed 42, the last 100,000 exchanges, bodies of up to 1 GiB. */
    public static final ServerOptions DEFAULT = new ServerOptions(
            "127.0.0.1",
            0,
            4096,
            Scenario.NONE,
            42,
            100_000,
            true,
            Duration.ofMinutes(5),
            1_000_000,
            1L << 30,
            50_000,
            Tls.NONE);

    /** The most exchanges a chronology may keep, and the most items that may be known. */
    public static final int MAX_RECORD = 20_000_000;

    /** The most bytes a body may be allowed. */
    public static final long MAX_STREAM = 100L << 30;

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
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections < 1: " + maxConnections);
        }
        if (maxStream < 0 || maxStream > MAX_STREAM) {
            throw new IllegalArgumentException("maxStream not within 0 and " + MAX_STREAM + ": " + maxStream);
        }
    }

    /**
     * Reads a number of bytes up to {@link #MAX_STREAM}: {@code 64kB}, {@code 1GiB}.
     *
     * @throws IllegalArgumentException if the text is none; the message begins with the name
     */
    public static long parseBytes(String name, String text) {
        return Words.bytes(name, text, MAX_STREAM);
    }
}
