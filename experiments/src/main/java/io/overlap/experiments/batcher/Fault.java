package io.overlap.experiments.batcher;

/** What a writer, or who uses a batcher, can do to it. */
public enum Fault {
    THROWS("throws"),
    THROWS_ERROR("throws-error"),
    RETURNS_NULL("returns-null"),
    NEVER_ANSWERS("never-answers"),
    TOO_FEW("too-few"),
    TOO_MANY("too-many"),
    DUPLICATE_INDEX("duplicate-index"),
    COMPLETES_TWICE("completes-twice"),
    /** On the thread that calls the writer, before it returns. */
    COMPLETES_INLINE("completes-inline"),
    SAVE_FROM_CALLBACK("save-from-callback"),
    FLUSH_FROM_CALLBACK("flush-from-callback"),
    CLOSE_FROM_CALLBACK("close-from-callback"),
    /** The bound of what may be pending is reached before a batch is full, and no time sends it. */
    FULL_BEFORE_BATCH("full-before-batch"),
    /** Closed while items wait for their batch to be full. */
    CLOSE_WITH_BUFFERED("close-with-buffered"),
    /** Items come faster than the writer can write, and more than there is room for. */
    SLOW_CONSUMER("slow-consumer");

    private final String word;

    Fault(String word) {
        this.word = word;
    }

    /** Whether the writer does its work, so that an accepted item has to be saved, not only to have an outcome. */
    public boolean writerWorks() {
        return switch (this) {
            case COMPLETES_TWICE,
                    COMPLETES_INLINE,
                    SAVE_FROM_CALLBACK,
                    FLUSH_FROM_CALLBACK,
                    FULL_BEFORE_BATCH,
                    CLOSE_WITH_BUFFERED,
                    SLOW_CONSUMER -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
