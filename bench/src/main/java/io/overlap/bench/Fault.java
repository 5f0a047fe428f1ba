package io.overlap.bench;

/** What a service, or the application's own callback, does to a batcher. All but the last seven strike the second batch only. */
enum Fault {
    THROWS("throws", "the call of the service throws a RuntimeException"),
    THROWS_ERROR("throws-error", "the call throws a NoClassDefFoundError"),
    RETURNS_NULL("returns-null", "the call returns null in place of a future"),
    NEVER_ANSWERS("never-answers", "the future never completes"),
    TOO_FEW("too-few", "the answer misses the last item, which was not saved"),
    TOO_MANY("too-many", "the answer has an item more than the batch"),
    DUPLICATE_INDEX("duplicate-index", "the answer names item 0 twice, and item 1, which was not saved, not at all"),
    COMPLETES_TWICE("completes-twice", "the future is completed, and then again with an exception"),
    COMPLETES_INLINE("completes-inline", "all calls return a completed future"),
    SAVE_FROM_CALLBACK(
            "save-from-callback", "the first 20 outcomes save one item more each, with room for two batches"),
    FLUSH_FROM_CALLBACK("flush-from-callback", "the first outcome flushes, and waits if flush does"),
    CLOSE_FROM_CALLBACK("close-from-callback", "the last item's outcome closes the batcher"),
    FULL_BEFORE_BATCH("full-before-batch", "room for exactly one batch, and no linger (R1)"),
    CLOSE_WITH_BUFFERED("close-with-buffered", "3 items wait for a batch of 10 when close is called (R5)"),
    SLOW_CONSUMER("slow-consumer", "items come ten times faster than they are saved, one batch in flight (R6)");

    final String id;
    final String what;

    Fault(String id, String what) {
        this.id = id;
        this.what = what;
    }
}
