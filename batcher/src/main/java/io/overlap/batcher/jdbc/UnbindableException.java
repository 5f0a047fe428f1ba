package io.overlap.batcher.jdbc;

/** An item whose row could not be made. Never leaves the writer. */
final class UnbindableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Its place among the rows. */
    final int row;

    UnbindableException(int row, Exception cause) {
        super(cause);
        this.row = row;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // the cause has one
    }
}
