package io.overlap.batcher.simulation;

/** What the writer's answer says about one item. */
enum Verdict {
    SAVED,
    REJECTED,
    /** The writer threw. */
    FAILED,
    /** Unknown, or an answer that does not fit. */
    DOUBTFUL,
    /** Not saved, to be sent again. */
    AGAIN,
    /** The batch was poisoned or too large; to be sent again in halves. */
    SPLIT,
    /** It was alone in a poisoned batch. */
    BLAMED
}
