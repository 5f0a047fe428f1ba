package io.overlap.experiments;

import io.overlap.crawler.Call;
import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchPolicy;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import io.overlap.crawler.HttpFetcher;
import io.overlap.crawler.Variant;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the crawler's variants, over one of the clients. */
final class FetcherEngine implements Engine {
    /** What moves the bytes. */
    private record Transport(Fetcher fetcher, Runnable cancelAll, Runnable close) {
        static Transport of(ClientConfig config) {
            if (config.variant().client() != ClientName.JDK) {
                HttpFetcher ahc = new HttpFetcher(
                        FetchPolicy.DEFAULT.withCap(config.cap()).withDeadline(config.deadline()));
                return new Transport(ahc, ahc::cancelAll, ahc::close);
            }
            if (config.variant() == VariantName.ASYNC_JDK) {
                HttpClientFetcher async = new HttpClientFetcher(config.deadline());
                return new Transport(async, async::cancelAll, async::close);
            }
            UrlConnectionFetcher blocking = new UrlConnectionFetcher(config.deadline());
            return new Transport(blocking, blocking::cancelAll, blocking::close);
        }
    }

    private final Workload workload;
    private final Variant variant;
    private final @Nullable ExecutorService waiters;
    private final Transport transport;
    private volatile boolean stopped;
    private volatile boolean cancelled;

    FetcherEngine(ClientConfig config, Variant variant, @Nullable ExecutorService waiters) {
        workload = config.workload();
        this.variant = variant;
        this.waiters = waiters;
        transport = Transport.of(config);
    }

    static FetcherEngine of(ClientConfig config) {
        int cap = config.cap();
        return switch (config.variant()) {
            case SERIAL, SERIAL_JDK -> new FetcherEngine(config, Variant.serial(), null);
            case THREADS, THREADS_JDK ->
                waiting(
                        config,
                        Executors.newFixedThreadPool(
                                cap,
                                Thread.ofPlatform().daemon().name("waiter-", 0).factory()));
            case VIRTUAL, VIRTUAL_JDK -> waiting(config, Executors.newVirtualThreadPerTaskExecutor());
            case ASYNC, ASYNC_JDK -> new FetcherEngine(config, Variant.async(cap), null);
            case CALLBACK -> new FetcherEngine(config, Variant.callback(cap), null);
            case NETTY -> throw new IllegalArgumentException("has no fetcher: " + config.variant());
        };
    }

    private static FetcherEngine waiting(ClientConfig config, ExecutorService waiters) {
        return new FetcherEngine(config, Variant.blocking(waiters, config.cap()), waiters);
    }

    @Override
    public void run(String trial, long n, Tally tally) throws InterruptedException {
        try (Stream<FetchRequest> requests = workload.requests(trial, n)) {
            Iterator<FetchRequest> rest = Workload.until(requests.map(tally.noting()), () -> stopped);
            variant.run(new Gate(), rest, result -> {
                if (!isUnsent(result)) {
                    tally.accept(result);
                }
            });
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void cancel() {
        stopped = true;
        cancelled = true;
        transport.cancelAll().run();
    }

    @Override
    public void close() {
        transport.close().run();
        if (waiters != null) {
            waiters.shutdownNow();
        }
    }

    private static boolean isUnsent(FetchResult result) {
        return result instanceof FetchFailure failure && failure.detail().equals(Unsent.DETAIL);
    }

    /** A variant may have read ahead: once stopped, that is not sent either. */
    private final class Gate implements Fetcher {
        @Override
        public Call fetch(FetchRequest request) {
            if (stopped) {
                return new Unsent(CompletableFuture.completedFuture(Unsent.result(request)));
            }
            Call call = transport.fetcher().fetch(request);
            cancelIfLate();
            return call;
        }

        @Override
        public void fetch(FetchRequest request, Consumer<? super FetchResult> ended) {
            if (stopped) {
                ended.accept(Unsent.result(request));
            } else {
                transport.fetcher().fetch(request, ended);
                cancelIfLate();
            }
        }

        /** It may have come just after all others were cancelled. */
        private void cancelIfLate() {
            if (cancelled) {
                transport.cancelAll().run();
            }
        }
    }

    private record Unsent(CompletionStage<FetchResult> result) implements Call {
        static final String DETAIL = "stopped before it was sent";

        static FetchResult result(FetchRequest request) {
            return new FetchFailure(request, FetchFailure.Kind.CANCELLED, DETAIL);
        }

        @Override
        public void cancel() {}
    }
}
