package io.overlap.experiments.saving;

import io.overlap.experiments.StorageException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A line of a temporary file for each item, flushed to the system each time, as the book writes it. */
final class FileSaver implements Saver, AutoCloseable {
    private static final String REMEDY =
            "free space for temporary files, or move them with -Djava.io.tmpdir in OVERLAP_OPTS";

    private final Path file;
    private final BufferedWriter out;

    FileSaver() {
        try {
            file = Files.createTempFile("overlap-workload-", ".txt");
            out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void save(String item) {
        StorageException.guard(file, REMEDY, any -> {
            out.write(item + "\n");
            out.flush();
        });
    }

    @Override
    public void finish() {
        StorageException.guard(file, REMEDY, any -> out.close());
    }

    Proof proof() {
        try {
            List<String> lines = Files.readAllLines(file);
            Set<String> distinct = new HashSet<>(lines);
            return new Proof(lines.size(), distinct.size(), null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
