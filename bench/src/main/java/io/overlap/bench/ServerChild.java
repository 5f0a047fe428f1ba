package io.overlap.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, which prints its URL and what it is, and ends with its stdin. */
final class ServerChild implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final Process process;
    private final Writer in;
    private final URI url;
    private final String what;

    /** Starts a class's main on this JVM's class path. Its stderr is ours. */
    ServerChild(Class<?> main, List<String> jvmFlags, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("http://")) {
            line = out.readLine();
        }
        if (line == null) {
            process.destroyForcibly();
            throw new IOException(main.getSimpleName() + " did not start: see its output above");
        }
        String[] words = line.split(" ", 2);
        url = URI.create(words[0]);
        what = words[1];
    }

    /** Called by a server's main: says where it is, and stays until its parent has gone. */
    static void serve(String url, String what) throws IOException {
        System.out.println(url + " " + what);
        while (System.in.read() >= 0) {
            // the parent says nothing
        }
        Runtime.getRuntime().halt(0);
    }

    URI url() {
        return url;
    }

    /** What it says of itself: release, transport. */
    String what() {
        return what;
    }

    double cpuSeconds() {
        return process.info().totalCpuDuration().map(cpu -> cpu.toNanos() / 1e9).orElse(0.0);
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
