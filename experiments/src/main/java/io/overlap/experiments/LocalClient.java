package io.overlap.experiments;

import com.sun.management.OperatingSystemMXBean;
import io.overlap.crawler.Call;
import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchPolicy;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.HttpFetcher;
import io.overlap.crawler.Variant;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a variant in this process. */
final class LocalClient implements Client {
    private static final long PROGRESS_MILLIS = 100;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ClientConfig config;
    private final HttpFetcher fetcher;
    private final Variant variant;
    private final @Nullable ExecutorService waiters;
    private final HeapWatch heap = new HeapWatch();
    private volatile boolean stopped;
    private volatile boolean cancelled;

    LocalClient(ClientConfig config, Variant variant, @Nullable ExecutorService waiters) {
        this.config = config;
        this.variant = variant;
        this.waiters = waiters;
        fetcher = new HttpFetcher(FetchPolicy.DEFAULT.withCap(config.cap()).withDeadline(config.deadline()));
    }

    static LocalClient of(ClientConfig config) {
        int cap = config.cap();
        return switch (config.variant()) {
            case SERIAL -> new LocalClient(config, Variant.serial(), null);
            case THREADS ->
                waiting(
                        config,
                        Executors.newFixedThreadPool(
                                cap,
                                Thread.ofPlatform().daemon().name("waiter-", 0).factory()));
            case VIRTUAL -> waiting(config, Executors.newVirtualThreadPerTaskExecutor());
            case ASYNC -> new LocalClient(config, Variant.async(cap), null);
        };
    }

    private static LocalClient waiting(ClientConfig config, ExecutorService waiters) {
        return new LocalClient(config, Variant.blocking(waiters, config.cap()), waiters);
    }

    @Override
    public Outcome run(String trial, long n, LongConsumer progress) throws InterruptedException {
        Workload workload = config.workload();
        Tally tally = new Tally(workload);
        try (Stream<FetchRequest> requests = workload.requests(trial, n);
                ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("progress").factory())) {
            Iterator<FetchRequest> rest = Workload.until(requests.map(tally.noting()), () -> stopped);
            heap.restart();
            ticker.scheduleAtFixedRate(
                    () -> progress.accept(tally.results()), PROGRESS_MILLIS, PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            long cpuBefore = system.getProcessCpuTime();
            long start = System.nanoTime();
            variant.run(this::fetch, rest, result -> {
                if (!isUnsent(result)) {
                    tally.accept(result);
                }
            });
            long nanos = System.nanoTime() - start;
            long cpuNanos = system.getProcessCpuTime() - cpuBefore;
            ticker.shutdownNow();
            return new Outcome(
                    trial,
                    nanos / 1e9,
                    cpuNanos / 1e9,
                    tally.results(),
                    tally.failures(),
                    tally.bytes(),
                    tally.hash(),
                    tally.prefixHash(),
                    heap.peakBytes(),
                    HeapWatch.peakRssBytes());
        }
    }

    /** A variant may have read ahead: once stopped, that is not sent either. */
    private Call fetch(FetchRequest request) {
        if (stopped) {
            return new Unsent(CompletableFuture.completedFuture(
                    new FetchFailure(request, FetchFailure.Kind.CANCELLED, Unsent.DETAIL)));
        }
        Call call = fetcher.fetch(request);
        if (cancelled) {
            call.cancel();
        }
        return call;
    }

    private static boolean isUnsent(FetchResult result) {
        return result instanceof FetchFailure failure && failure.detail().equals(Unsent.DETAIL);
    }

    private record Unsent(CompletionStage<FetchResult> result) implements Call {
        static final String DETAIL = "stopped before it was sent";

        @Override
        public void cancel() {}
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void cancel() {
        stopped = true;
        cancelled = true;
        fetcher.cancelAll();
    }

    @Override
    public double childCpuSeconds() {
        return 0;
    }

    @Override
    public void close() {
        fetcher.close();
        if (waiters != null) {
            waiters.shutdownNow();
        }
        heap.close();
    }
}
