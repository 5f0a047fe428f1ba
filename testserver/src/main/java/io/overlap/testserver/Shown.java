package io.overlap.testserver;

/** What a message shows of a text that somebody sent: one line, and of a long one its beginning. */
final class Shown {
    private static final int MOST = 100;

    private Shown() {}

    static String of(String text) {
        String start = text.length() > MOST ? text.substring(0, MOST) + "…" : text;
        return start.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }
}
