package io.overlap.experiments;

/** The experiment cannot begin: the condition, the value and the remedy. */
public final class CannotRunException extends Exception {
    private static final long serialVersionUID = 1L;

    public CannotRunException(String message) {
        super(message);
    }
}
