package io.overlap.experiments;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A file of results could not be written, or a database failed. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String OTHER_FOLDER = "choose another folder with --out, or --out none";

    /**
     * Of a database.
     *
     * @param message the condition, the value and the remedy, in one line and without a password
     */
    public StorageException(String message, SQLException cause) {
        super(message, cause);
    }

    StorageException(Path file, IOException cause) {
        this(file, OTHER_FOLDER, cause);
    }

    private StorageException(Path file, String remedy, IOException cause) {
        super("cannot write " + file + ": " + reason(cause) + "; " + remedy, cause);
    }

    /** What may fail while a file is written. */
    @FunctionalInterface
    public interface Writing {
        void to(Path file) throws IOException;
    }

    /** Writes a file; what fails is said with the file and a remedy. */
    public static void guard(Path file, Writing writing) {
        guard(file, OTHER_FOLDER, writing);
    }

    /** The same with another remedy. */
    public static void guard(Path file, String remedy, Writing writing) {
        try {
            writing.to(file);
        } catch (IOException e) {
            throw new StorageException(file, remedy, e);
        }
    }

    /** Whether a file could be written later: it or its folder is there and lets us. */
    public static void checkWritable(Path file) throws IOException {
        Path there = Files.exists(file) ? file : file.getParent();
        if (there == null || !Files.isWritable(there) || Files.isDirectory(file)) {
            throw new AccessDeniedException(String.valueOf(there));
        }
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}
