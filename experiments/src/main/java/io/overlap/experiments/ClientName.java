package io.overlap.experiments;

import java.util.Locale;

/** What carries the requests of a variant. */
public enum ClientName {
    /** async-http-client, as the crawler has it. */
    AHC,
    /** The JDK's own: HttpURLConnection where a thread waits, java.net.http where none does. */
    JDK,
    /** Our own minimal one, straight on Netty's event loop. */
    NETTY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
