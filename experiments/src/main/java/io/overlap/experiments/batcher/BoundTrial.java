package io.overlap.experiments.batcher;

import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.Totals;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A trial in which one thread saves as fast as it is let: batches stay full, and all places in flight taken. */
final class BoundTrial {
    static final int IN_FLIGHT = 8;
    static final int BATCH_ITEMS = 100;

    /** At linger 0 a partial batch may take any free place. */
    static final BatchPolicy POLICY = BatchPolicy.DEFAULT
            .withMaxItems(BATCH_ITEMS)
            .withMaxInFlight(IN_FLIGHT)
            .withPartialInFlight(IN_FLIGHT);

    private static final int LEAST_ITEMS = 10 * IN_FLIGHT * BATCH_ITEMS; // also on a machine that stands still
    private static final int LOOK = 64; // items between looks at the clock
    private static final double UNCOUNTED = 0.25; // of the trial's time, at its beginning

    private BoundTrial() {}

    /** Null if stopped before its end. */
    static BoundRow.@Nullable Trial run(int durationMillis, int trialMillis, BooleanSupplier stopped)
            throws InterruptedException {
        try (TimedWriter writer = new TimedWriter(Duration.ofMillis(durationMillis))) {
            AsyncBatcher<TimedItem, Void> batcher =
                    AsyncBatcher.async(writer).policy(POLICY).build();
            long start = System.nanoTime();
            long end = start + trialMillis * 1_000_000L;
            saveAll(batcher, end, stopped);
            Totals totals = batcher.close(POLICY.closeTimeout()).totals();
            return stopped.getAsBoolean()
                    ? null
                    : trial(
                            writer.end(),
                            start + (long) (UNCOUNTED * (end - start)),
                            end,
                            totals.accepted() - totals.saved());
        }
    }

    private static void saveAll(AsyncBatcher<TimedItem, Void> batcher, long endNanos, BooleanSupplier stopped)
            throws InterruptedException {
        int saved = 0;
        while ((saved < LEAST_ITEMS || System.nanoTime() < endNanos) && !stopped.getAsBoolean()) {
            for (int i = 0; i < LOOK; i++) {
                batcher.save(new TimedItem(0));
            }
            saved = Math.min(LEAST_ITEMS, saved + LOOK);
        }
    }

    /**
     * Batches may be answered in bursts of as many as are in flight, so a whole number of bursts is counted: from one answer to
     * another a multiple of that later.
     */
    static BoundRow.Trial trial(List<TimedWriter.Written> written, long fromNanos, long toNanos, long notSaved) {
        List<TimedWriter.Written> within = written.stream()
                .filter(one -> one.endNanos() >= fromNanos && one.endNanos() <= toNanos)
                .toList();
        List<TimedWriter.Written> counted = within.size() > IN_FLIGHT ? within : written;
        int batches = (counted.size() - 1) / IN_FLIGHT * IN_FLIGHT;
        long items = counted.subList(1, batches + 1).stream()
                .mapToLong(TimedWriter.Written::items)
                .sum();
        double seconds = (counted.get(batches).endNanos() - counted.getFirst().endNanos()) / 1e9;
        double writerMillis = TimedWriter.medianMillis(counted);
        return new BoundRow.Trial(
                items, seconds, writerMillis, bound(writerMillis), (double) items / batches, notSaved);
    }

    /** Items per second that a writer of this duration allows. */
    static double bound(double writerMillis) {
        return IN_FLIGHT * BATCH_ITEMS / writerMillis * 1e3;
    }
}
