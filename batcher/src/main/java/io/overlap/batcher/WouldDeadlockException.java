package io.overlap.batcher;

/** A save that would have to wait was called where waiting may keep room from ever coming: in this batcher's own callback or writer. The item was not accepted; use {@code trySave} or {@code saveAsync} there. */
public final class WouldDeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    WouldDeadlockException(String message) {
        super(message);
    }
}
