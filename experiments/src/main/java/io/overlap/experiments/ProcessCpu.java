package io.overlap.experiments;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * CPU time of this process, all its threads together. The JDK tells it in ticks of 10 ms, which is a whole trial of 500
 * requests; the system's own clock (POSIX {@code clock_gettime}) does so in nanoseconds.
 */
final class ProcessCpu {
    private static final int CLOCK_PROCESS_CPUTIME_ID =
            System.getProperty("os.name").startsWith("Mac") ? 12 : 2;

    private static final long FEWEST_TICKS_NANOS = 50_000_000;

    private final @Nullable MethodHandle clock;
    private final MemorySegment timespec = Arena.global().allocate(2 * ValueLayout.JAVA_LONG.byteSize());

    private ProcessCpu(@Nullable MethodHandle clock) {
        this.clock = clock;
    }

    /** In ticks: needs nothing that a JVM that has just started does not have. */
    static ProcessCpu coarse() {
        return new ProcessCpu(null);
    }

    /** In nanoseconds where the system has such a clock, else in ticks. */
    @SuppressWarnings("restricted") // a call that takes two arguments and keeps neither
    static ProcessCpu fine() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor type =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        return new ProcessCpu(linker.defaultLookup()
                .find("clock_gettime")
                .map(function -> linker.downcallHandle(function, type))
                .orElse(null));
    }

    /** Whether so short a time means anything: under five ticks do not. */
    boolean tells(long nanos) {
        return clock != null || nanos >= FEWEST_TICKS_NANOS;
    }

    synchronized long nanos() {
        if (clock == null) {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
        try {
            int failed = (int) clock.invokeExact(CLOCK_PROCESS_CPUTIME_ID, timespec);
            if (failed != 0) {
                throw new IllegalStateException("clock_gettime: " + failed);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return timespec.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
                + timespec.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}
