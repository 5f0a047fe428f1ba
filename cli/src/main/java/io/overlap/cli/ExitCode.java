package io.overlap.cli;

import io.overlap.experiments.Claim;
import java.util.List;

/** What scripts may rely on. */
final class ExitCode {
    static final int DONE = 0;
    static final int CANNOT_RUN = 1;
    static final int USAGE = 2;
    static final int SOME_FAILED = 3;
    static final int STOPPED = 4;
    static final int STORAGE = 5;
    static final int CLAIM_FAILED = 99;

    private ExitCode() {}

    /** Of a measurement that has come to its end, or was stopped before it. */
    static int of(boolean stopped, boolean failed, List<Claim> claims, boolean strict) {
        if (stopped) {
            return STOPPED;
        }
        if (failed) {
            return SOME_FAILED;
        }
        return strict && !claims.stream().allMatch(Claim::holds) ? CLAIM_FAILED : DONE;
    }
}
