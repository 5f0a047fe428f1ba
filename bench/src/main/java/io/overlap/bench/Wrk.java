package io.overlap.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk measured: an HTTP load generator in C, so that both servers meet the same client.
 *
 * @param p50 half of the answers came within so many microseconds
 * @param errors answers that were not 2xx or 3xx, and socket errors
 */
record Wrk(double requestsPerSecond, double p50, double p99, long errors) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern PERCENTILE =
            Pattern.compile("^\\s+(50|99)%\\s+([\\d.]+)(us|ms|s)\\s*$", Pattern.MULTILINE);
    private static final Pattern SOCKET_ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private static final int CUTIME = 13; // counted from the state, the first field after the name (proc(5))
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, fixed in the kernel's interface

    /** Drives a URL by one thread with so many connections. */
    static Wrk run(String url, int connections, int seconds) throws IOException, InterruptedException {
        Process wrk = start(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency", url));
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = wrk.waitFor();
        if (code != 0) {
            throw new IOException("wrk ended with exit code " + code + ": " + said);
        }
        return parse(said);
    }

    private static Process start(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new IOException("cannot start wrk (" + e.getMessage() + "): install it, or put it on the PATH", e);
        }
    }

    /** CPU time of all children of this process that have ended; 0 where the system does not say. */
    static double endedCpuSeconds() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String said = Files.readString(stat);
        List<String> fields = List.of(said.substring(said.lastIndexOf(')') + 2).split(" ", -1));
        return (Long.parseLong(fields.get(CUTIME)) + Long.parseLong(fields.get(CUTIME + 1))) / TICKS_PER_SECOND;
    }

    /** @throws IllegalArgumentException if it is not what wrk writes */
    static Wrk parse(String said) {
        double p50 = Double.NaN;
        double p99 = Double.NaN;
        Matcher percentile = PERCENTILE.matcher(said);
        while (percentile.find()) {
            double micros = Double.parseDouble(percentile.group(2)) * micros(percentile.group(3));
            if (percentile.group(1).equals("50")) {
                p50 = micros;
            } else {
                p99 = micros;
            }
        }
        Matcher rate = RATE.matcher(said);
        if (!rate.find() || Double.isNaN(p50) || Double.isNaN(p99)) {
            throw new IllegalArgumentException("not what wrk --latency writes: " + said);
        }
        return new Wrk(Double.parseDouble(rate.group(1)), p50, p99, sum(SOCKET_ERRORS, said) + sum(BAD_STATUS, said));
    }

    private static double micros(String unit) {
        return switch (unit) {
            case "us" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
        };
    }

    private static long sum(Pattern counts, String said) {
        Matcher matcher = counts.matcher(said);
        long sum = 0;
        if (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                sum += Long.parseLong(matcher.group(group));
            }
        }
        return sum;
    }
}
