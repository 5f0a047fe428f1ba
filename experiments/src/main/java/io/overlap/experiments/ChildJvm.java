package io.overlap.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A JVM of ours in a process of its own, spoken to in lines; it ends with this process, however this one ends. */
final class ChildJvm implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    /** Starts a class's main on this JVM's class path. Its stderr is ours. */
    ChildJvm(Class<?> main, List<String> jvmFlags, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** The flags this JVM was started with: a child that is measured runs under the same. */
    static List<String> ownFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** Those of them by which the launcher has a JVM start fast. */
    static List<String> cacheFlags() {
        return ownFlags().stream()
                .filter(flag -> flag.startsWith("-XX:AOTCache=") || flag.startsWith("-Xlog:"))
                .toList();
    }

    synchronized void send(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** The next line of the child's output; null if it has ended. */
    @Nullable
    String readLine() throws IOException {
        return out.readLine();
    }

    /** The next line, if it comes in time; else null. */
    @Nullable
    String readLine(Duration patience) throws IOException, InterruptedException {
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> {
            try {
                return out.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    double cpuSeconds() {
        return process.info().totalCpuDuration().map(cpu -> cpu.toNanos() / 1e9).orElse(0.0);
    }

    /** Waits for an end that is under way, and tells how it ended. */
    String ended() throws InterruptedException {
        return process.waitFor(END_SECONDS, TimeUnit.SECONDS)
                ? "ended with exit code " + process.exitValue()
                : "closed its output but runs on";
    }

    /** Ends it now: it keeps nothing worth a farewell. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
