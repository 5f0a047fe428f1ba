package io.overlap.experiments;

import io.overlap.testserver.ServerOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server's record of a trial, read once: checked, and kept as a file. */
final class Exchanges {
    /** A trial of more exchanges than this leaves no file. */
    static final int MAX_KEPT = 100_000;

    private static final String HEAD = "trial,";

    private final int n;
    private final BitSet asked;
    private long rows;

    private Exchanges(int n) {
        this.n = n;
        asked = new BitSet(n);
    }

    /**
     * Whether a trial's exchanges name each of its n requests exactly once; null if there are more than the server keeps.
     * Leaves {@code chronology-VARIANT.csv} in the folder, if there is one.
     */
    static @Nullable Boolean eachOnce(
            ServerProcess server, String trial, int n, @Nullable Path folder, VariantName variant) throws IOException {
        if (n > ServerOptions.MAX_RECORD) {
            return null;
        }
        Exchanges exchanges = new Exchanges(n);
        if (folder == null || n > MAX_KEPT) {
            server.chronology(trial, exchanges::check);
        } else {
            Path file = folder.resolve("chronology-" + variant + ".csv");
            BufferedWriter out = open(file);
            try {
                server.chronology(trial, writing(out, file).andThen(exchanges::check));
            } finally {
                StorageException.guard(file, written -> out.close());
            }
        }
        return exchanges.rows == n && exchanges.asked.cardinality() == n;
    }

    private static BufferedWriter open(Path file) {
        try {
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new StorageException(file, e);
        }
    }

    private static Consumer<String> writing(BufferedWriter out, Path file) {
        return line -> StorageException.guard(file, written -> out.append(line).append('\n'));
    }

    private void check(String line) {
        if (!line.startsWith(HEAD)) {
            rows++;
            int index = indexOf(line);
            if (index >= 0 && index < n) {
                asked.set(index);
            }
        }
    }

    /** The i of the name u{i} in the third field; -1 if it is none. */
    private static int indexOf(String line) {
        int name = line.indexOf(',', line.indexOf(',') + 1) + 1;
        int end = line.indexOf(',', name);
        if (name == 0 || end < 0 || line.charAt(name) != 'u') {
            return -1;
        }
        try {
            return Integer.parseInt(line, name + 1, end, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
