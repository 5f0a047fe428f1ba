package io.overlap.batcher.micrometer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchListener;
import io.overlap.batcher.BatcherStats;
import io.overlap.batcher.Totals;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Meters of one batcher, all with the tag {@code batcher}.
 *
 * <p>{@link #bind} counts {@code overlap.batcher.accepted}, {@code overlap.batcher.items} by {@code outcome},
 * {@code overlap.batcher.batches}, {@code .retries}, {@code .splits}, {@code .misfits}, {@code .late}, and gauges
 * {@code overlap.batcher.pending}, {@code .pending.bytes}, {@code .waiting}, {@code .in.flight}, {@code .stuck}, {@code .outage} (1
 * while the writer is away). {@link #listener} times {@code overlap.batcher.attempts} by {@code result} and sums up
 * {@code overlap.batcher.batch.size}.
 */
public final class BatcherMetrics {
    private static final String PREFIX = "overlap.batcher.";

    private final MeterRegistry registry;
    private final Tags tags;

    /** Meters in {@code registry}, with {@code name} as the value of the tag {@code batcher}. */
    public BatcherMetrics(MeterRegistry registry, String name) {
        this.registry = registry;
        this.tags = Tags.of("batcher", name);
    }

    /** To be given to the builder. */
    public <T> BatchListener<T> listener() {
        DistributionSummary sizes = DistributionSummary.builder(PREFIX + "batch.size")
                .tags(tags)
                .baseUnit("items")
                .register(registry);
        return new BatchListener<>() {
            @Override
            public void batchEnded(Batch<T> batch, String result, Duration took) {
                sizes.record(batch.items().size());
                Timer.builder(PREFIX + "attempts")
                        .tags(tags.and("result", result))
                        .register(registry)
                        .record(took);
            }
        };
    }

    /** Reads the batcher's {@link AsyncBatcher#stats} whenever the registry is read; the registry does not keep it from collection. */
    public void bind(AsyncBatcher<?, ?> batcher) {
        count(batcher, "accepted", stats -> stats.totals().accepted());
        outcome(batcher, "saved", Totals::saved);
        outcome(batcher, "rejected", Totals::rejected);
        outcome(batcher, "failed", Totals::failed);
        outcome(batcher, "expired", Totals::expired);
        outcome(batcher, "unknown", Totals::unknown);
        outcome(batcher, "cancelled", Totals::cancelled);
        outcome(batcher, "undrained", Totals::undrained);
        count(batcher, "batches", BatcherStats::batches);
        count(batcher, "retries", BatcherStats::retries);
        count(batcher, "splits", BatcherStats::splits);
        count(batcher, "misfits", BatcherStats::misfits);
        count(batcher, "late", BatcherStats::late);
        gauge(batcher, "pending", stats -> stats.totals().pending());
        gauge(batcher, "pending.bytes", BatcherStats::pendingBytes);
        gauge(batcher, "waiting", BatcherStats::waiting);
        gauge(batcher, "in.flight", BatcherStats::inFlight);
        gauge(batcher, "stuck", BatcherStats::stuck);
        gauge(batcher, "outage", stats -> stats.outage() ? 1 : 0);
    }

    private void outcome(AsyncBatcher<?, ?> batcher, String outcome, ToDoubleFunction<Totals> value) {
        FunctionCounter.builder(
                        PREFIX + "items",
                        batcher,
                        b -> value.applyAsDouble(b.stats().totals()))
                .tags(tags.and("outcome", outcome))
                .register(registry);
    }

    private void count(AsyncBatcher<?, ?> batcher, String name, ToDoubleFunction<BatcherStats> value) {
        FunctionCounter.builder(PREFIX + name, batcher, b -> value.applyAsDouble(b.stats()))
                .tags(tags)
                .register(registry);
    }

    private void gauge(AsyncBatcher<?, ?> batcher, String name, ToDoubleFunction<BatcherStats> value) {
        Gauge.builder(PREFIX + name, batcher, b -> value.applyAsDouble(b.stats()))
                .tags(tags)
                .register(registry);
    }
}
