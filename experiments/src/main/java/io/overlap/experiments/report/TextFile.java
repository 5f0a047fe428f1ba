package io.overlap.experiments.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file's text, if it is one and not too long to be held. */
final class TextFile {
    private TextFile() {}

    static String read(Path file, long maxBytes) throws BadFileException {
        String name = String.valueOf(file.getFileName());
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadFileException(name, Files.exists(file) ? "is no file" : "is missing");
            }
            long bytes = Files.size(file);
            if (bytes > maxBytes) {
                throw new BadFileException(
                        name, "has " + Numbers.megabytes((double) bytes) + ", more than a run ever writes");
            }
            String text = Files.readString(file);
            if (text.isBlank()) {
                throw new BadFileException(name, "is empty; the run was cut off, make it again");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new BadFileException(name, "is missing");
        } catch (CharacterCodingException e) {
            throw new BadFileException(name, "is not text in UTF-8");
        } catch (IOException e) {
            throw new BadFileException(name, "cannot be read: " + e.getClass().getSimpleName());
        }
    }
}
