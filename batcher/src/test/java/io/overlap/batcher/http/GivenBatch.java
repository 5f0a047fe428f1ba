package io.overlap.batcher.http;

import io.overlap.batcher.Batch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A batch by hand. */
final class GivenBatch implements Batch<String> {
    private final ConcurrentLinkedQueue<Runnable> hooks = new ConcurrentLinkedQueue<>();
    private final List<String> items;
    private final Duration remaining;

    private GivenBatch(Duration remaining, List<String> items) {
        this.remaining = remaining;
        this.items = items;
    }

    static GivenBatch of(String... items) {
        return within(20_000, items);
    }

    static GivenBatch within(long millis, String... items) {
        return new GivenBatch(Duration.ofMillis(millis), List.of(items));
    }

    void cancel() {
        hooks.forEach(Runnable::run);
    }

    @Override
    public List<String> items() {
        return items;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public void onCancel(Runnable hook) {
        hooks.add(hook);
    }
}
