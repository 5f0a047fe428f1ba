package io.overlap.experiments;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The bound that the system sets on the sockets of a process. */
final class Descriptors {
    private static final int SPARE = 150;

    private Descriptors() {}

    /**
     * Checks that a process may have so many sockets.
     *
     * @param less what to ask for instead, for the message
     */
    static void check(long sockets, String less) throws CannotRunException {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return;
        }
        long needed = sockets + SPARE;
        long limit = system.getMaxFileDescriptorCount();
        if (needed > limit) {
            throw new CannotRunException("too few file descriptors: " + needed + " needed, the limit is " + limit
                    + "; raise it with: ulimit -n " + needed + ", or ask for " + less);
        }
    }
}
