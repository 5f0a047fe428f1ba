package io.overlap.experiments;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where and on what a run was made. Holds no host name, user name or absolute path.
 *
 * @param stealPercent share of CPU time that the hypervisor took; null where the system does not say
 * @param disturbed whether others used more than 0.10 CPU or steal exceeded 1 %; null where the system does not say
 * @param transport of the server
 */
public record Machine(
        String cpu,
        int cores,
        long memoryBytes,
        String os,
        String kernel,
        String jvm,
        List<String> jvmFlags,
        String gc,
        @Nullable String transport,
        @Nullable String commit,
        @Nullable Boolean dirty,
        String started,
        double loadBefore,
        double loadAfter,
        @Nullable Double stealPercent,
        @Nullable Boolean disturbed) {

    private static final double MAX_OTHERS = 0.10;
    private static final double MAX_STEAL_PERCENT = 1;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, fixed in the kernel's interface

    /** In a few words, for the head of a table. */
    public String line() {
        return cpu + ", " + cores + " cores, " + (memoryBytes >> 30) + " GiB, " + os + ", " + jvm
                + (transport == null ? "" : ", server on " + transport);
    }

    /** The same, with a sign of its own that others used it. */
    public Machine asDisturbed() {
        return new Machine(
                cpu,
                cores,
                memoryBytes,
                os,
                kernel,
                jvm,
                jvmFlags,
                gc,
                transport,
                commit,
                dirty,
                started,
                loadBefore,
                loadAfter,
                stealPercent,
                true);
    }

    /** What must be known from before a run. */
    public record Before(
            Instant started,
            double load,
            long nanos,
            @Nullable CpuTicks ticks,
            double ownCpuSeconds) {

        public Machine after(@Nullable String transport, double childCpuSeconds) {
            double seconds = (System.nanoTime() - nanos) / 1e9;
            double own = processCpuSeconds() - ownCpuSeconds + childCpuSeconds;
            CpuTicks now = CpuTicks.read();
            Double steal = null;
            Boolean disturbed = null;
            if (ticks != null && now != null) {
                double others = (now.busy - ticks.busy) / TICKS_PER_SECOND - own;
                double stealShare = 100.0 * (now.steal - ticks.steal) / Math.max(1, now.total - ticks.total);
                steal = Math.round(stealShare * 100) / 100.0;
                disturbed = others / seconds > MAX_OTHERS || steal > MAX_STEAL_PERCENT;
            }
            Checkout checkout = Checkout.read();
            return new Machine(
                    cpuName(),
                    Runtime.getRuntime().availableProcessors(),
                    system().getTotalMemorySize(),
                    osName(),
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("java.vendor.version", System.getProperty("java.vm.vendor")) + " "
                            + System.getProperty("java.vm.version"),
                    flags(),
                    ManagementFactory.getGarbageCollectorMXBeans().stream()
                            .map(GarbageCollectorMXBean::getName)
                            .collect(Collectors.joining(", ")),
                    transport,
                    checkout.commit,
                    checkout.dirty,
                    started.truncatedTo(ChronoUnit.SECONDS).toString(),
                    load,
                    system().getSystemLoadAverage(),
                    steal,
                    disturbed);
        }
    }

    public static Before before() {
        return new Before(
                Instant.now(),
                system().getSystemLoadAverage(),
                System.nanoTime(),
                CpuTicks.read(),
                processCpuSeconds());
    }

    /** CPU time of the whole machine, in ticks; interrupts are left out, for they cannot be told whose they are. */
    private record CpuTicks(long busy, long steal, long total) {
        static @Nullable CpuTicks read() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
                String[] fields = lines.findFirst().orElse("").trim().split("\\s+", -1);
                long total = 0;
                for (int i = 1; i <= 8; i++) {
                    total += Long.parseLong(fields[i]);
                }
                long busy = Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3]);
                return new CpuTicks(busy, Long.parseLong(fields[8]), total);
            } catch (IOException | RuntimeException notLinux) {
                return null;
            }
        }
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    private static double processCpuSeconds() {
        return system().getProcessCpuTime() / 1e9;
    }

    /** The JVM's flags; of a path only its last name, and not those by which the launcher passes things on. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Doverlap."))
                .map(flag -> flag.replaceAll("(?<![\\w.])/(?:[^/:=,]*/)*", ""))
                .toList();
    }

    private static String cpuName() {
        String fromLinux = firstLine(Path.of("/proc/cpuinfo"), "model name");
        return fromLinux != null ? fromLinux.replaceAll("\\s+", " ") : System.getProperty("os.arch");
    }

    private static String osName() {
        String fromLinux = firstLine(Path.of("/etc/os-release"), "PRETTY_NAME");
        return fromLinux != null
                ? fromLinux.replace("\"", "")
                : System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    /** The value of the first {@code key = value} or {@code key: value} line; null if there is none. */
    private static @Nullable String firstLine(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.replaceFirst("^[^:=]*[:=]\\s*", ""))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    /** The checkout that the launcher belongs to; nulls if there is none, or no git. */
    private record Checkout(
            @Nullable String commit, @Nullable Boolean dirty) {
        private static final String COMMIT = "# branch.oid ";
        private static final int SHORT = 12;

        /** Asks git once: starting it is a third of what a short run does after its work. */
        static Checkout read() {
            String said = git("status", "--porcelain=v2", "--branch", "--untracked-files=no");
            if (said == null) {
                return new Checkout(null, null);
            }
            String commit = said.lines()
                    .filter(line -> line.startsWith(COMMIT) && !line.endsWith(")"))
                    .findFirst()
                    .map(line -> line.substring(COMMIT.length(), COMMIT.length() + SHORT))
                    .orElse(null);
            return new Checkout(commit, said.lines().anyMatch(line -> !line.startsWith("#")));
        }
    }

    /** What git says in the checkout that the launcher belongs to; null if there is none. */
    private static @Nullable String git(String... words) {
        String root = System.getProperty("overlap.root");
        if (root == null || !Files.exists(Path.of(root, ".git"))) {
            return null;
        }
        try {
            List<String> command = Stream.concat(Stream.of("git", "-C", root), Stream.of(words))
                    .toList();
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
