package io.overlap.experiments;

import io.netty.buffer.ByteBuf;
import io.overlap.crawler.FetchFailure;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * How late the answers of any server come, as its client sees it: the response time less the delay that was asked for, in
 * milliseconds. What the network and the client add is in it, for all servers alike.
 *
 * @param answers requests answered by 200
 * @param unanswered the others: whatever became of them, each counts as late by {@link #PATIENCE} less the delay
 * @param unopened connections that could not be opened beforehand; they were opened by what is measured
 */
public record ClientLateness(
        long answers, long unanswered, long unopened, double p50, double p99, double p999, double max) {
    /** How long an answer is waited for. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The connections are opened over so long, or the server's backlog would overflow. */
    private static final Duration OPENING = Duration.ofSeconds(1);

    private static final double MILLI = 1e3; // microseconds

    /**
     * Opens connections, each by a request that is not counted, then asks on each again as soon as it is answered, for some time.
     * They begin one after the other, evenly spread over the delay.
     *
     * @param server that answers {@code GET /add?name=x&delay=100}
     */
    public static ClientLateness measure(URI server, int connections, int delayMillis, Duration time)
            throws InterruptedException, CannotRunException {
        Descriptors.check(connections, "fewer connections");
        InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
        try (BareClient client = new BareClient(address, connections, PATIENCE)) {
            Opening opening = new Opening(server, connections);
            client.run(opening, OPENING);
            Asking all = new Asking(server, delayMillis, time.toNanos());
            client.run(all, Duration.ofMillis(delayMillis));
            return all.lateness(opening.failed);
        }
    }

    /** One request of each connection. Owned by the client's event loop, read when all have ended. */
    private static final class Opening implements BareClient.Work {
        private final AddRequests requests;
        private boolean ended; // a request just now: who asks next is the connection that it was on
        private long failed;

        Opening(URI server, int connections) {
            requests = new AddRequests(server, "0", "open", connections);
        }

        @Override
        public long next(ByteBuf out) {
            boolean asked = ended;
            ended = false;
            return asked ? -1 : requests.next(out);
        }

        @Override
        public void answered(long number, int status, byte[] body) {
            ended = true;
        }

        @Override
        public void failed(long number, FetchFailure.Kind kind, String detail) {
            ended = true;
            failed++;
        }
    }

    /** Owned by the client's event loop, read when all have ended. */
    private static final class Asking implements BareClient.Work {
        private final AddRequests requests;
        private final long delayNanos;
        private final long timeNanos;
        private final long beganNanos = System.nanoTime();
        private final Histogram lateMicros = new Histogram(3);
        private long[] sentNanos = new long[1_024];
        private long answers;
        private long unanswered;

        Asking(URI server, int delayMillis, long timeNanos) {
            requests = new AddRequests(server, Integer.toString(delayMillis), "late", Long.MAX_VALUE);
            delayNanos = Duration.ofMillis(delayMillis).toNanos();
            this.timeNanos = timeNanos;
        }

        @Override
        public long next(ByteBuf out) {
            long now = System.nanoTime();
            long number = now - beganNanos > timeNanos ? -1 : requests.next(out);
            if (number >= sentNanos.length) {
                sentNanos = Arrays.copyOf(sentNanos, 2 * sentNanos.length);
            }
            if (number >= 0) {
                sentNanos[(int) number] = now;
            }
            return number;
        }

        @Override
        public void answered(long number, int status, byte[] body) {
            if (status == 200) {
                answers++;
                late(System.nanoTime() - sentNanos[(int) number] - delayNanos);
            } else {
                failed(number, FetchFailure.Kind.OTHER, "status " + status);
            }
        }

        @Override
        public void failed(long number, FetchFailure.Kind kind, String detail) {
            unanswered++;
            late(PATIENCE.toNanos() - delayNanos);
        }

        private void late(long nanos) {
            lateMicros.recordValue(Math.max(0, nanos) / 1_000);
        }

        ClientLateness lateness(long unopened) {
            return new ClientLateness(
                    answers,
                    unanswered,
                    unopened,
                    millis(50),
                    millis(99),
                    millis(99.9),
                    lateMicros.getMaxValue() / MILLI);
        }

        private double millis(double percentile) {
            return lateMicros.getValueAtPercentile(percentile) / MILLI;
        }
    }
}
