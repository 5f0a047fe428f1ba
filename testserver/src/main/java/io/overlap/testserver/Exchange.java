package io.overlap.testserver;

/**
 * One request as the server saw it. Times are nanoseconds of the monotonic clock since the server's start.
 *
 * @param trial the request's {@code Overlap-Trial} header, or ""
 * @param connection the connection's number, counted from 1
 * @param name the request's {@code name}, or ""
 * @param arrivedNanos when the head was decoded
 * @param queueNanos how long it waited for one of the servers of a {@link Limit}; if it left before, until then
 * @param deadlineNanos when the answer was due
 * @param answeredNanos when the answer's write began; of a cancelled exchange, when the client was gone; of one that was to have
 *     no answer, when its connection was closed
 * @param status the answer's status; {@value #CANCELLED} if the client was gone before it, {@value #NONE} if the connection was
 *     closed instead, as was asked for
 */
public record Exchange(
        String trial,
        int connection,
        String name,
        long arrivedNanos,
        long queueNanos,
        long deadlineNanos,
        long answeredNanos,
        int status) {

    /** The status of an exchange whose client went away before the answer (the number nginx uses). */
    public static final int CANCELLED = 499;

    /** The status of an exchange that was to have no answer (the number nginx uses). */
    public static final int NONE = 444;

    /** How much later than its deadline it was answered; negative only if cancelled. */
    public long lateNanos() {
        return answeredNanos - deadlineNanos;
    }
}
