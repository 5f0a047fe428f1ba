package io.overlap.batcher.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.BatchResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatcherMetricsTest {
    @Test
    void metersShowWhatTheStatsSay() throws InterruptedException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        BatcherMetrics metrics = new BatcherMetrics(registry, "orders");
        AsyncBatcher<String, Void> batcher = AsyncBatcher.<String, Void>blocking(
                        batch -> BatchResult.<Void>each()
                                .saved(0)
                                .reject(1, new IllegalStateException("bad"))
                                .result(),
                        Runnable::run)
                .policy(BatchPolicy.DEFAULT.withMaxItems(2).withMaxDelay(Duration.ofSeconds(5)))
                .listener(metrics.<String>listener())
                .build();
        metrics.bind(batcher);
        batcher.save("a");
        batcher.save("b");
        batcher.close();

        assertEquals(
                2, registry.get("overlap.batcher.accepted").functionCounter().count());
        assertEquals(
                1,
                registry.get("overlap.batcher.items")
                        .tags("batcher", "orders", "outcome", "saved")
                        .functionCounter()
                        .count());
        assertEquals(
                1,
                registry.get("overlap.batcher.items")
                        .tags("outcome", "rejected")
                        .functionCounter()
                        .count());
        assertEquals(0, registry.get("overlap.batcher.pending").gauge().value());
        assertEquals(
                1,
                registry.get("overlap.batcher.attempts")
                        .tags("result", "each")
                        .timer()
                        .count());
        assertEquals(2, registry.get("overlap.batcher.batch.size").summary().totalAmount());
    }
}
