package io.overlap.testserver;

/**
 * How many requests are served at once; the others wait in a queue, in the order they came. A request is served for as long as its
 * delay. Without a limit every request is served at once: pure delay.
 *
 * <p>Written as {@code servers=1,queue=64} or {@code servers=4,queue=0,overflow=429}.
 *
 * @param servers from 1
 * @param queue how many may wait
 * @param overflow the status of a request that finds the queue full: 503 or 429
 */
public record Limit(int servers, int queue, int overflow) {
    /** The most servers, and the most that may wait. */
    public static final int MAX = 1_000_000;

    public Limit {
        if (servers < 1 || servers > MAX) {
            throw new IllegalArgumentException("servers not within 1 and " + MAX + ": " + servers);
        }
        if (queue < 0 || queue > MAX) {
            throw new IllegalArgumentException("queue not within 0 and " + MAX + ": " + queue);
        }
        if (overflow != 503 && overflow != 429) {
            throw new IllegalArgumentException("overflow is neither 503 nor 429: " + overflow);
        }
    }

    /**
     * Reads a limit.
     *
     * @throws IllegalArgumentException if the text is none; the message names the text and the form expected
     */
    public static Limit parse(String text) {
        int servers = 0;
        int queue = 64;
        int overflow = 503;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            switch (name) {
                case "servers" -> servers = (int) Words.number(name, value, 1, MAX);
                case "queue" -> queue = (int) Words.number(name, value, 0, MAX);
                case "overflow" -> overflow = (int) Words.number(name, value, 429, 503);
                default -> throw notALimit(text);
            }
        }
        if (servers == 0) {
            throw notALimit(text);
        }
        return new Limit(servers, queue, overflow);
    }

    private static IllegalArgumentException notALimit(String text) {
        return new IllegalArgumentException(
                "not a limit: " + Shown.of(text) + " (servers=K[,queue=64][,overflow=503|429])");
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return "servers=" + servers + ",queue=" + queue + (overflow == 503 ? "" : ",overflow=" + overflow);
    }
}
