package io.overlap.batcher.simulation;

/** A promise was broken. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }
}
