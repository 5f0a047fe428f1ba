package io.overlap.experiments;

import io.netty.buffer.ByteBuf;
import io.overlap.crawler.FetchFailure;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * So many requests of one trial, and when each was sent and answered by the client's clock. Owned by the client's event loop,
 * read when all have ended.
 */
final class TimedRequests implements BareClient.Work {
    private final AddRequests requests;
    private final BooleanSupplier stopped;
    private final IntConsumer progress;
    private final long[] sentNanos;
    private final long[] doneNanos; // 0: not answered by 200
    private final Map<String, Long> failures = new TreeMap<>();
    private int ended;

    /**
     * Prepares them.
     *
     * @param stopped whether no more are to be sent
     * @param progress told how many have ended
     */
    TimedRequests(URI base, String delay, String trial, int n, BooleanSupplier stopped, IntConsumer progress) {
        requests = new AddRequests(base, delay, trial, n);
        this.stopped = stopped;
        this.progress = progress;
        sentNanos = new long[n];
        doneNanos = new long[n];
    }

    @Override
    public long next(ByteBuf out) {
        long number = stopped.getAsBoolean() ? -1 : requests.next(out);
        if (number >= 0) {
            sentNanos[(int) number] = System.nanoTime();
        }
        return number;
    }

    @Override
    public void answered(long number, int status, byte[] body) {
        if (status == 200) {
            doneNanos[(int) number] = System.nanoTime();
        } else {
            failures.merge("status_" + status, 1L, Long::sum);
        }
        progress.accept(++ended);
    }

    @Override
    public void failed(long number, FetchFailure.Kind kind, String detail) {
        failures.merge(kind.toString(), 1L, Long::sum);
        progress.accept(++ended);
    }

    /** Kind to count. */
    Map<String, Long> failures() {
        return failures;
    }

    /** How many were answered by 200 sooner than so long after they were sent. */
    long quickerThan(long nanos) {
        return IntStream.range(0, doneNanos.length)
                .filter(number -> doneNanos[number] != 0 && responseNanos(number) < nanos)
                .count();
    }

    /** From sending it to the end of its answer. */
    long responseNanos(int number) {
        return doneNanos[number] - sentNanos[number];
    }

    /** When its answer had come, by a clock of no particular start. */
    long doneNanos(int number) {
        return doneNanos[number];
    }
}
