package io.overlap.crawler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** Counts this process's client sockets as the kernel sees them. */
final class OpenSockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int REMOTE = 2;
    private static final int STATE = 3;

    private OpenSockets() {}

    static void assumeCountable() {
        Assumptions.assumeTrue(Files.isReadable(TABLES.get(0)), "only Linux lists its sockets in /proc");
    }

    /** Sockets that are connected, or being connected, to this port and not yet closed by their owner. */
    static int to(int port) {
        String remote = String.format(Locale.ROOT, ":%04X", port);
        int open = 0;
        for (Path table : TABLES) {
            for (String line : lines(table)) {
                String[] fields = line.trim().split("\\s+", -1);
                boolean held = switch (fields[STATE]) {
                    case "01", "02", "08" -> true; // established, being connected, closed by the server alone
                    default -> false;
                };
                if (held && fields[REMOTE].endsWith(remote)) {
                    open++;
                }
            }
        }
        return open;
    }

    private static List<String> lines(Path table) {
        try {
            return Files.exists(table) ? Files.readAllLines(table) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
