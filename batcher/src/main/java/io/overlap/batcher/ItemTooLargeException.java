package io.overlap.batcher;

/** An item is larger than a batch may be. It was not accepted. */
public final class ItemTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ItemTooLargeException(String message) {
        super(message);
    }
}
