package io.overlap.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of URLs, one in a line, read again for each trial. Blank lines and those that begin with a # do not count. */
public final class UrlFile {
    private UrlFile() {}

    /**
     * Returns the file; standard input, named {@code -}, is first copied to a temporary one.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public static Path readable(String name) {
        try {
            if (name.equals("-")) {
                Path copy = Files.createTempFile("overlap-urls", ".txt");
                copy.toFile().deleteOnExit();
                Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
                return copy;
            }
            Path file = Path.of(name);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new IllegalArgumentException("cannot read file of URLs: " + name);
            }
            return file;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read file of URLs: " + name + ": " + e, e);
        }
    }

    /**
     * Counts the URLs, up to a limit if there is one.
     *
     * @throws IllegalArgumentException if there are none, or it is no text in UTF-8
     */
    public static int count(Path file, @Nullable Integer limit) {
        try (Stream<String> lines = lines(file)) {
            long count = lines.limit(limit == null ? Integer.MAX_VALUE : Math.max(1, limit))
                    .count();
            if (count == 0) {
                throw new IllegalArgumentException("no URLs in file: " + file);
            }
            return limit != null && limit < 1 ? limit : (int) count;
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("cannot read file of URLs: " + file + ": " + e.getMessage(), e);
        }
    }

    /** The URLs, read as they are asked for. The stream is to be closed. */
    @SuppressWarnings("StreamResourceLeak") // handed over open
    static Stream<String> lines(Path file) throws IOException {
        return Files.lines(file).map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }
}
