package io.overlap.cli;

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
}
