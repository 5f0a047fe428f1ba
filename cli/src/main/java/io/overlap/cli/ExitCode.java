package io.overlap.cli;

import io.overlap.experiments.Claim;
import io.overlap.experiments.ExperimentRun;

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

    /** Of an experiment that has come to its end, or was stopped before it. */
    static int of(ExperimentRun run, boolean strict) {
        if (run.stopped()) {
            return STOPPED;
        }
        if (run.failed()) {
            return SOME_FAILED;
        }
        return strict && !run.claims().stream().allMatch(Claim::holds) ? CLAIM_FAILED : DONE;
    }
}
