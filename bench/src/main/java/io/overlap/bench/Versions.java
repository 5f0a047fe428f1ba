package io.overlap.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The releases of the peers, as the build names them. */
final class Versions {
    private static final Properties BY_ARTIFACT = read();

    private Versions() {}

    static String of(String artifact) {
        return Objects.requireNonNull(BY_ARTIFACT.getProperty(artifact), artifact);
    }

    private static Properties read() {
        Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            versions.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
