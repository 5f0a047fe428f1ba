package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A fetcher without sockets. It holds every call until told to answer, or answers each on an executor. */
final class FakeFetcher implements Fetcher {
    private final @Nullable Executor answering;

    // Guarded by this.
    private final Map<String, HeldCall> held = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private int mostUnderWay;

    private FakeFetcher(@Nullable Executor answering) {
        this.answering = answering;
    }

    /** Answers nothing before it is told to. */
    static FakeFetcher holding() {
        return new FakeFetcher(null);
    }

    /** Answers each request where the executor says; on the asking thread with {@code Runnable::run}. */
    static FakeFetcher answeringOn(Executor executor) {
        return new FakeFetcher(executor);
    }

    @Override
    public Call fetch(FetchRequest request) {
        HeldCall call = new HeldCall(request);
        synchronized (this) {
            asked.add(request.url());
            assertEquals(null, held.put(request.url(), call), () -> "asked for twice: " + request);
            mostUnderWay = Math.max(mostUnderWay, held.size());
        }
        if (answering != null) {
            answering.execute(() -> answer(request.url()));
        }
        return call;
    }

    /** Ends the call for this URL with a page, on the calling thread. */
    void answer(String url) {
        HeldCall call = taken(url);
        if (call == null) {
            throw new IllegalStateException("not under way: " + url);
        }
        call.result.complete(new Page(call.request, 200, Headers.NONE, new byte[0]));
    }

    /** Ends one of the calls under way, as the chooser picks from how many there are; false if there is none. */
    boolean answerOne(Function<Integer, Integer> chooser) {
        String url;
        synchronized (this) {
            if (held.isEmpty()) {
                return false;
            }
            url = List.copyOf(held.keySet()).get(chooser.apply(held.size()));
        }
        answer(url);
        return true;
    }

    /** Ends every call, and those that this leads to. */
    void answerAll() {
        boolean more = true;
        while (more) {
            more = answerOne(count -> 0);
        }
    }

    private synchronized @Nullable HeldCall taken(String url) {
        return held.remove(url);
    }

    /** Every URL asked for, in order. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    synchronized int underWay() {
        return held.size();
    }

    synchronized int mostUnderWay() {
        return mostUnderWay;
    }

    void awaitUnderWay(int calls) {
        Await.until("under way: " + calls, () -> underWay() == calls);
    }

    private final class HeldCall implements Call {
        private final FetchRequest request;
        private final CompletableFuture<FetchResult> result = new CompletableFuture<>();

        HeldCall(FetchRequest request) {
            this.request = request;
        }

        @Override
        public CompletionStage<FetchResult> result() {
            return result.minimalCompletionStage();
        }

        @Override
        public void cancel() {
            if (taken(request.url()) != null) {
                result.complete(new FetchFailure(request, FetchFailure.Kind.CANCELLED, "cancelled by the caller"));
            }
        }
    }
}
