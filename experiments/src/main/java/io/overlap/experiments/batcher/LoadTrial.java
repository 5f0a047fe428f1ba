package io.overlap.experiments.batcher;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.Totals;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A trial in which items come at a constant rate, whatever the batcher does: each has its moment, and its time counts from there,
 * also where it could only be saved later.
 */
final class LoadTrial {
    // At 1 % of the bound eight batches of one are in flight, all places taken: an item may wait an eighth of this for
    // one.
    static final int WRITER_MILLIS = 1;

    private static final double UNCOUNTED = 0.25; // of the items, at the beginning
    private static final int MOST_TIMES = 2; // a trial may take so many times as long as asked
    private static final long MOST_NANOS = 100_000_000_000L;
    private static final int DIGITS = 3;

    private final double perSecond;
    private final long items;
    private final BatchPolicy policy;
    private final Histogram added = new ConcurrentHistogram(MOST_NANOS, DIGITS);
    private long firstCounted; // items from this moment on

    private LoadTrial(double perSecond, int lingerMillis, int trialMillis) {
        this.perSecond = perSecond;
        this.items = Math.max(1, Math.round(perSecond * trialMillis / 1e3));
        this.policy = BoundTrial.POLICY.withMaxDelay(Duration.ofMillis(lingerMillis));
    }

    /** Null if stopped before its end. */
    static LoadRow.@Nullable Trial run(double perSecond, int lingerMillis, int trialMillis, BooleanSupplier stopped)
            throws InterruptedException {
        return new LoadTrial(perSecond, lingerMillis, trialMillis).run(stopped);
    }

    private LoadRow.@Nullable Trial run(BooleanSupplier stopped) throws InterruptedException {
        try (TimedWriter writer = new TimedWriter(Duration.ofMillis(WRITER_MILLIS))) {
            AsyncBatcher<TimedItem, Void> batcher =
                    AsyncBatcher.async(writer).policy(policy).build();
            long start = System.nanoTime();
            long sent = saveAll(batcher, start, stopped);
            double seconds = (System.nanoTime() - start) / 1e9;
            Totals totals = batcher.close(policy.closeTimeout()).totals();
            if (stopped.getAsBoolean()) {
                return null;
            }
            List<TimedWriter.Written> written = writer.end().stream()
                    .filter(one -> one.startNanos() >= firstCounted)
                    .toList();
            return new LoadRow.Trial(
                    perSecond,
                    sent / seconds,
                    added.getTotalCount(),
                    items - totals.saved(),
                    new LoadRow.Added(percentile(50), percentile(99), percentile(99.9), added.getMaxValue() / 1e6),
                    written.stream()
                            .mapToInt(TimedWriter.Written::items)
                            .average()
                            .orElse(0));
        }
    }

    /** Returns how many were sent: all, if the batcher keeps up. */
    private long saveAll(AsyncBatcher<TimedItem, Void> batcher, long start, BooleanSupplier stopped)
            throws InterruptedException {
        firstCounted = start + (long) (UNCOUNTED * items / perSecond * 1e9); // before anyone can hear of an end
        long latest = start + (long) (MOST_TIMES * items / perSecond * 1e9);
        long sent = 0;
        while (sent < items && !stopped.getAsBoolean()) {
            long intended = start + (long) (sent / perSecond * 1e9);
            TimedWriter.await(intended);
            if (System.nanoTime() > latest) {
                break;
            }
            TimedItem item = new TimedItem(intended);
            batcher.save(item).whenComplete((nothing, failure) -> ended(item, failure));
            sent++;
        }
        return sent;
    }

    private void ended(TimedItem item, @Nullable Throwable failure) {
        if (failure == null && item.intendedNanos >= firstCounted) {
            long nanos = System.nanoTime() - item.intendedNanos - item.writerNanos;
            added.recordValue(Math.clamp(nanos, 0, MOST_NANOS));
        }
    }

    private double percentile(double percent) {
        return added.getValueAtPercentile(percent) / 1e6;
    }
}
