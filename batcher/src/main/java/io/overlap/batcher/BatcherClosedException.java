package io.overlap.batcher;

/** The batcher is closed or closing. The item was not accepted. */
public final class BatcherClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    BatcherClosedException(String message) {
        super(message);
    }
}
