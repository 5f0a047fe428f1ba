package io.overlap.testserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether a server speaks TLS, and which certificate it shows to a client that asks for no other. */
public enum Tls {
    /** No TLS. */
    NONE,
    /** Signed by the server's own authority, for the names it is reached by. */
    GOOD,
    /** As the good one, but its last day was yesterday. */
    EXPIRED,
    /** Signed by the authority, for another host. */
    WRONG_HOST,
    /** As the good one, but signed by nobody but itself. */
    SELF_SIGNED;

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is none; the message names it and the choices
     */
    public static Tls parse(String text) {
        for (Tls tls : values()) {
            if (tls.toString().equals(text)) {
                return tls;
            }
        }
        String choices = Arrays.stream(values()).map(Tls::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("not a TLS certificate: " + text + " (" + choices + ")");
    }

    /** The name by which a client asks for this certificate, whatever the server shows to others. */
    String serverName() {
        return this + ".localhost";
    }

    /** Its name as it is written on a command line: {@code wrong-host}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
