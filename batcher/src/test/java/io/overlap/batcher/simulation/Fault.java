package io.overlap.batcher.simulation;

/** What can go wrong, or happen at a bad moment. A seed has some of them; a run tells which it has seen. */
enum Fault {
    // The writer's answer, drawn for a batch.
    THROWS_EXCEPTION,
    THROWS_ERROR,
    THROWS_RETRYABLE,
    STAGE_FAILS,
    NULL_STAGE,
    NULL_RESULT,
    VALUES_TOO_FEW,
    VALUES_TOO_MANY,
    INDEX_MISSING,
    INDEX_BEYOND,
    INDEX_TWICE,
    ITEM_RETRY,
    ITEM_REJECT,
    ITEM_UNKNOWN,
    RETRY,
    RETRY_NOT_BEFORE,
    UNKNOWN,

    // The writer's nature.
    TOO_LARGE,
    POISONED,
    OUTAGE,
    POISONED_OUTAGE,

    // How it answers.
    ANSWERS_NEVER,
    ANSWERS_LATE,
    ANSWERS_TWICE,
    ANSWERS_AT_ONCE,
    WRITES_SLOWLY,
    HOOK_THROWS,
    HOOK_ANSWERS,

    // Who calls the batcher from where.
    WRITE_CALLS,
    ANSWER_CALLS,
    FUTURE_CALLS,
    INSIDE_SAVE,
    INSIDE_SAVE_REFUSED,
    INSIDE_TRY_SAVE,
    INSIDE_SAVE_ASYNC,
    INSIDE_FLUSH,
    INSIDE_CANCEL,
    INSIDE_CLOSE,

    // The rest of the world.
    ITEM_TOO_LARGE,
    RETRY_ON_THROWS,
    LISTENER_THROWS,
    EXECUTOR_REFUSES,
    CLOCK_LATE,
    CLOSE_HOSTILE,
    CLOSE_AT_ONCE;

    static final Fault[] ANSWERS = {
        THROWS_EXCEPTION,
        THROWS_ERROR,
        THROWS_RETRYABLE,
        STAGE_FAILS,
        NULL_STAGE,
        NULL_RESULT,
        VALUES_TOO_FEW,
        VALUES_TOO_MANY,
        INDEX_MISSING,
        INDEX_BEYOND,
        INDEX_TWICE,
        ITEM_RETRY,
        ITEM_REJECT,
        ITEM_UNKNOWN,
        RETRY,
        RETRY_NOT_BEFORE,
        UNKNOWN
    };
}
