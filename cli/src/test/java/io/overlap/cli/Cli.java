package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code overlap} as a shell starts it: a process with an empty stdin. Closing it ends it and its children. */
final class Cli implements AutoCloseable {
    private static final long SECONDS = 60;

    private final Process process;
    private final Path err;
    private final Path out;

    private Cli(Path folder, List<String> jvmFlags, File stdin, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(words));
        out = Files.createTempFile(folder, "stdout", ".txt");
        err = Files.createTempFile(folder, "stderr", ".txt");
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(stdin)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** Starts it in a folder. */
    static Cli start(Path folder, String... words) throws IOException {
        return new Cli(folder, List.of(), new File("/dev/null"), words);
    }

    static Cli startWithStdin(Path folder, Path stdin, String... words) throws IOException {
        return new Cli(folder, List.of(), stdin.toFile(), words);
    }

    static Cli startWithFlags(Path folder, List<String> jvmFlags, String... words) throws IOException {
        return new Cli(folder, jvmFlags, new File("/dev/null"), words);
    }

    /** Starts it and waits for its end. */
    static Cli run(Path folder, String... words) throws IOException, InterruptedException {
        Cli cli = start(folder, words);
        try {
            cli.awaitEnd();
            return cli;
        } finally {
            cli.close();
        }
    }

    Cli awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), () -> "still running; " + said());
        return this;
    }

    /** Waits until it has said this on stderr. */
    void awaitErr(String words) {
        awaitText(err, words);
    }

    /** Waits until a line is on stdout, and returns it. */
    String awaitOutLine() {
        awaitText(out, "\n");
        return out().lines().findFirst().orElseThrow();
    }

    private void awaitText(Path file, String words) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!text(file).contains(words)) {
            assertTrue(
                    process.isAlive() || text(file).contains(words), () -> "ended without: " + words + "; " + said());
            assertTrue(System.nanoTime() < deadline, () -> "not said: " + words + "; " + said());
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** As Ctrl-C or {@code kill} do: {@code "INT"}, {@code "TERM"}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertTrue(kill.waitFor(10, TimeUnit.SECONDS));
    }

    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    int exitCode() {
        return process.exitValue();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    void assertExit(int code) {
        assertEquals(code, exitCode(), this::said);
    }

    /** Nothing on stdout, one line on stderr that holds these words, and no trace. */
    void assertOneLineSaying(String words) {
        assertEquals("", out());
        assertEquals(1, err().lines().count(), this::said);
        assertTrue(err().contains(words), this::said);
        assertFalse(err().contains("\tat "), this::said);
    }

    private String said() {
        return "stdout: " + out() + "\nstderr: " + err();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a URL answers. */
    static String fetch(String url) throws IOException {
        try (BufferedReader body = new BufferedReader(
                new InputStreamReader(URI.create(url).toURL().openStream(), StandardCharsets.UTF_8))) {
            return body.readAllAsString();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = children();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
