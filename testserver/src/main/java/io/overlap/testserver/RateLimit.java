package io.overlap.testserver;

import java.util.Locale;

/**
 * How often one client may ask; more is answered by 429 with {@code Retry-After}. A bucket of tokens for each client: it holds
 * {@code burst} and is filled at the rate.
 *
 * <p>Written as {@code 10/s}, {@code 100/m,burst=20} or {@code 5/s,by=header:X-Api-Key}.
 *
 * @param requests in each {@code perNanos}
 * @param perNanos a second, a minute or an hour
 * @param burst how many may come at once
 * @param header whose value tells clients apart; "": their address does
 */
public record RateLimit(int requests, long perNanos, int burst, String header) {
    private static final int MAX = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final int MAX_HEADER_NAME = 100;

    public RateLimit {
        if (requests < 1 || requests > MAX) {
            throw new IllegalArgumentException("requests not within 1 and " + MAX + ": " + requests);
        }
        if (perNanos != SECOND && perNanos != 60 * SECOND && perNanos != 3_600 * SECOND) {
            throw new IllegalArgumentException("perNanos is neither a second, a minute nor an hour: " + perNanos);
        }
        if (burst < 1 || burst > MAX) {
            throw new IllegalArgumentException("burst not within 1 and " + MAX + ": " + burst);
        }
        if (header.length() > MAX_HEADER_NAME) {
            throw new IllegalArgumentException("header longer than " + MAX_HEADER_NAME + " characters");
        }
    }

    /**
     * Reads a rate.
     *
     * @throws IllegalArgumentException if the text is none; the message names the text and the form expected
     */
    public static RateLimit parse(String text) {
        String[] parts = text.split(",", -1);
        int slash = parts[0].indexOf('/');
        if (slash < 0) {
            throw notARate(text);
        }
        int requests = (int) Words.number("rate", parts[0].substring(0, slash), 1, MAX);
        long per = perNanos(parts[0].substring(slash + 1), text);
        int burst = requests;
        String header = "";
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith("burst=")) {
                burst = (int) Words.number("burst", parts[i].substring("burst=".length()), 1, MAX);
            } else if (parts[i].startsWith("by=header:")) {
                header = parts[i].substring("by=header:".length()).toLowerCase(Locale.ROOT);
            } else if (!parts[i].equals("by=address")) {
                throw notARate(text);
            }
        }
        return new RateLimit(requests, per, burst, header);
    }

    private static long perNanos(String unit, String text) {
        return switch (unit) {
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            case "h" -> 3_600 * SECOND;
            default -> throw notARate(text);
        };
    }

    private static IllegalArgumentException notARate(String text) {
        return new IllegalArgumentException(
                "not a rate: " + Shown.of(text) + " (N/s, N/m or N/h[,burst=N][,by=address|header:NAME])");
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        String unit = perNanos == SECOND ? "s" : perNanos == 60 * SECOND ? "m" : "h";
        return requests + "/" + unit + (burst == requests ? "" : ",burst=" + burst)
                + (header.isEmpty() ? "" : ",by=header:" + header);
    }
}
