package io.overlap.batcher;

/** How an accepted item ended; each ends once, in one of these. */
public enum Outcome {
    /** The writer said so. */
    SAVED,
    /** The writer refused this item: {@code reject}, or blamed after bisection, or too large alone. */
    REJECTED,
    /** It was sent and not saved: the writer threw, or said retry until the deadline, or an earlier item of its key failed. */
    FAILED,
    /** Its deadline passed and it was never sent. */
    EXPIRED,
    /** It was sent, and whether it was saved was not learned. */
    UNKNOWN,
    /** Withdrawn by {@code cancel} before it was sent. */
    CANCELLED,
    /** Still waiting when the batcher's time to close was over; not saved. */
    UNDRAINED
}
