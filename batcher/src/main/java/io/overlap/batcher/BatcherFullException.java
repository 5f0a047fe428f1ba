package io.overlap.batcher;

/** There was no room for an item within the time to wait for it, or too many waited already. It was not accepted. */
public final class BatcherFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BatcherFullException(String message) {
        super(message);
    }
}
