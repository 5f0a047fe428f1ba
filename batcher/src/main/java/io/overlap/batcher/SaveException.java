package io.overlap.batcher;

import org.jspecify.annotations.Nullable;

/** Why an accepted item was not saved, or is not known to be. */
public final class SaveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;
    private final int attempts;

    // No stack trace of its own: it is made by the batcher's threads, maybe for thousands of items; the cause has one.
    SaveException(Outcome outcome, int attempts, String message, @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.outcome = outcome;
        this.attempts = attempts;
    }

    /** Any but {@code SAVED} and {@code CANCELLED}. */
    public Outcome outcome() {
        return outcome;
    }

    /** How often the item had been sent. */
    public int attempts() {
        return attempts;
    }
}
