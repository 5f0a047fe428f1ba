package io.overlap.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * When this process reached what, for the launcher's {@code OVERLAP_TIMING}: milliseconds since 1970, which the launcher
 * can tell too.
 */
public final class Timing {
    private static final String FILE = System.getProperty("overlap.timing", "");

    private static volatile long mainMillis;
    private static volatile long requestMillis;
    private static volatile long workedMillis;

    private Timing() {}

    /** The first line of main. */
    public static void mainBegun() {
        mainMillis = System.currentTimeMillis();
    }

    /** A trial is over that took so long. */
    static void worked(double seconds) {
        workedMillis = System.currentTimeMillis();
        if (requestMillis == 0) {
            requestMillis = workedMillis - Math.round(seconds * 1e3);
        }
    }

    /** Tells the launcher, if it asked: main, first request, end of the last trial; 0 for what was not reached. */
    public static void tell() {
        if (!FILE.isEmpty()) {
            try {
                Files.writeString(Path.of(FILE), mainMillis + " " + requestMillis + " " + workedMillis + "\n");
            } catch (IOException nobodyListens) {
                // The times are for the curious only.
            }
        }
    }
}
