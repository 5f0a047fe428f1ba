package io.overlap.experiments;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Runs and measures a variant in this process. */
final class LocalClient implements Client {
    private static final long PROGRESS_MILLIS = 100;

    private final HeapWatch heap = new HeapWatch();
    private final Workload workload;
    private final Engine engine;
    private final ProcessCpu cpu;

    LocalClient(ClientConfig config, Engine engine, ProcessCpu cpu) {
        this.cpu = cpu;
        workload = config.workload();
        this.engine = engine;
    }

    static LocalClient of(ClientConfig config, ProcessCpu cpu) {
        return new LocalClient(config, Engine.of(config), cpu);
    }

    @Override
    public Outcome run(String trial, long n, LongConsumer progress) throws InterruptedException {
        Tally tally = new Tally(workload);
        try (ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory())) {
            heap.restart();
            ticker.scheduleAtFixedRate(
                    () -> progress.accept(tally.results()), PROGRESS_MILLIS, PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            long cpuBefore = cpu.nanos();
            long start = System.nanoTime();
            engine.run(trial, n, tally);
            long nanos = System.nanoTime() - start;
            long cpuNanos = cpu.nanos() - cpuBefore;
            ticker.shutdownNow();
            return new Outcome(
                    trial,
                    nanos / 1e9,
                    cpu.tells(cpuNanos) ? Double.valueOf(cpuNanos / 1e9) : null,
                    tally.results(),
                    tally.failures(),
                    tally.bytes(),
                    tally.hash(),
                    tally.prefixHash(),
                    heap.peakBytes(),
                    HeapWatch.peakRssBytes());
        }
    }

    @Override
    public void stop() {
        engine.stop();
    }

    @Override
    public void cancel() {
        engine.cancel();
    }

    @Override
    public double childCpuSeconds() {
        return 0;
    }

    @Override
    public void close() {
        engine.close();
        heap.close();
    }
}
