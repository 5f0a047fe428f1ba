package io.overlap.experiments;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that a client needs to know, in a form that can be sent to another process.
 *
 * @param base the server's base URL; null with a file
 * @param delay what to ask the server for
 * @param urlsFile a file of URLs; null with a base
 */
record ClientConfig(
        VariantName variant,
        int cap,
        @Nullable String base,
        String delay,
        @Nullable String urlsFile,
        long deadlineMillis) {

    Workload workload() {
        if (base != null) {
            return new Workload.Add(base, delay);
        }
        if (urlsFile == null) {
            throw new IllegalStateException("neither a base URL nor a file of URLs");
        }
        return new Workload.Lines(Path.of(urlsFile));
    }

    Duration deadline() {
        return Duration.ofMillis(deadlineMillis);
    }
}
