package io.overlap.batcher;

import java.time.Duration;
import java.util.List;

/** Items that are written together, in one attempt. */
public interface Batch<T> {
    /** At least one, in the order they were accepted (with keys: those of a key), unchangeable; an index of {@link BatchResult#each} is one of this list. */
    List<T> items();

    /** The highest number of times that one of the items has been sent, this attempt included: 1 at first. */
    int attempt();

    /** The time until this attempt is over, never negative. A writer should hand it on, as a statement's or request's timeout. */
    Duration remaining();

    /**
     * Has {@code hook} run, on the batcher's executor, if the attempt is over before its stage has ended: its time is over, or the
     * batcher's. At once if it already is. A writer stops its work there, so that the place in flight is free again.
     */
    void onCancel(Runnable hook);
}
