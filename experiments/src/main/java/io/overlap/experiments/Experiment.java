package io.overlap.experiments;

import java.io.IOException;

/** A question that is answered by measuring. One run per object; stopped by any thread. */
public interface Experiment {
    /**
     * Runs all trials, or those that end before a {@link #stop}.
     *
     * @throws CannotRunException if it cannot begin
     * @throws IOException if a process of ours is gone or a file cannot be written
     * @throws StorageException if results cannot be kept, or a database fails in the middle
     */
    ExperimentRun run() throws CannotRunException, IOException, InterruptedException;

    /** Ends the run early: what it has found by then is told. */
    void stop();

    /** Ends the run now: as {@link #stop}, but what is in flight is not awaited. */
    default void cancel() {
        stop();
    }
}
