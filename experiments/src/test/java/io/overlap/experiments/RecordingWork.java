package io.overlap.experiments;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.overlap.crawler.FetchFailure;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** A number of equal requests; notes what became of each. */
final class RecordingWork implements BareClient.Work {
    private final String request;
    private final long n;
    private final AtomicLong given = new AtomicLong();
    private final Queue<Long> ended = new ConcurrentLinkedQueue<>();
    private final Map<Object, Long> outcomes = new ConcurrentHashMap<>(); // a status or a kind -> count
    private volatile Runnable onNext = () -> {};
    private volatile Runnable onEnd = () -> {};

    RecordingWork(long n) {
        this(n, "/add?name=u&delay=0");
    }

    RecordingWork(long n, String target) {
        this.n = n;
        request = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    }

    /** Acts, on the event loop, when it is asked for a request. */
    RecordingWork onNext(Runnable action) {
        onNext = action;
        return this;
    }

    /** Acts, on the event loop, when a request has ended. */
    RecordingWork onEnd(Runnable action) {
        onEnd = action;
        return this;
    }

    @Override
    public long next(ByteBuf out) {
        onNext.run();
        if (given.get() == n) {
            return -1;
        }
        out.writeCharSequence(request, US_ASCII);
        return given.getAndIncrement();
    }

    @Override
    public void answered(long number, int status, byte[] body) {
        end(number, status);
    }

    @Override
    public void failed(long number, FetchFailure.Kind kind, String detail) {
        end(number, kind);
    }

    private void end(long number, Object outcome) {
        ended.add(number);
        outcomes.merge(outcome, 1L, Long::sum);
        onEnd.run();
    }

    long given() {
        return given.get();
    }

    long ended() {
        return ended.size();
    }

    /** How many ended with a status or as a kind of failure. */
    long count(Object outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** Each number given out has ended, once. */
    void assertEachEndedOnce() {
        List<Long> all = LongStream.range(0, given.get()).boxed().toList();
        assertEquals(all, ended.stream().sorted().toList(), outcomes.toString());
    }

    /** All was done, and ended like this. */
    void assertAll(Object outcome) {
        assertEquals(Map.of(outcome, n), outcomes);
        assertEachEndedOnce();
    }
}
