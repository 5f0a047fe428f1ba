package io.overlap.testserver;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of delays, one a line; lines that are blank or begin with {@code #} are skipped. */
final class DelayTrace {
    static final int MAX_LINES = 1_000_000;
    private static final int MAX_LINE = 1_000;

    private final String file;
    private double[] nanos = new double[1_024];
    private int delays;
    private int lines;

    private DelayTrace(String file) {
        this.file = file;
    }

    /**
     * Returns its delays in nanoseconds, in ascending order.
     *
     * @throws IllegalArgumentException if it cannot be read or holds anything else; the message names the file, and the line
     */
    static double[] read(String file) {
        // As it is, so that a byte that is no text is a bad line and not a broken file.
        try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1)) {
            return new DelayTrace(file).read(in);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + Shown.of(file), e);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "cannot read file of delays: " + Shown.of(file) + ": " + Shown.of(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private double[] read(Reader in) throws IOException {
        for (String line = next(in); line != null; line = next(in)) {
            if (++lines > MAX_LINES) {
                throw new IllegalArgumentException(Shown.of(file) + ": more than " + MAX_LINES + " lines");
            }
            String words = line.strip();
            if (!words.isEmpty() && words.charAt(0) != '#') {
                add(words);
            }
        }
        if (delays == 0) {
            throw new IllegalArgumentException("no delays in file: " + Shown.of(file));
        }
        double[] sorted = Arrays.copyOf(nanos, delays);
        Arrays.sort(sorted);
        return sorted;
    }

    private void add(String words) {
        Delay delay;
        try {
            delay = Delay.parse(words);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Shown.of(file) + " line " + lines + ": " + e.getMessage(), e);
        }
        if (delays == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * delays);
        }
        nanos[delays++] = (double) delay.nanos();
    }

    /** Reads a line, but no endless one; null at the end. */
    private @Nullable String next(Reader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() == MAX_LINE) {
                throw new IllegalArgumentException(
                        Shown.of(file) + " line " + (lines + 1) + ": longer than " + MAX_LINE + " characters");
            }
            line.append((char) c);
            c = in.read();
        }
        return line.toString();
    }
}
