package io.overlap.experiments;

import io.overlap.crawler.FetchFailure;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Page;
import io.overlap.crawler.Redirect;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Counts the results of a trial, each once. Thread-safe. */
final class Tally implements Consumer<FetchResult> {
    private final Workload workload;
    private final AtomicLong results = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final AnswersHash hash = new AnswersHash();

    // The first requests, which is all that a scaled variant makes: it is compared on those.
    private final AnswersHash prefixHash = new AnswersHash();
    private final AtomicReferenceArray<FetchRequest> prefix =
            new AtomicReferenceArray<>(CompareOptions.SERIAL_REQUESTS);
    private final AtomicLong prefixLeft = new AtomicLong(CompareOptions.SERIAL_REQUESTS);
    private int taken; // by the one thread that reads the requests

    Tally(Workload workload) {
        this.workload = workload;
    }

    /** Notes the first requests as they are made. */
    UnaryOperator<FetchRequest> noting() {
        return request -> {
            if (taken < prefix.length()) {
                prefix.set(taken++, request);
            }
            return request;
        };
    }

    @Override
    public void accept(FetchResult result) {
        switch (result) {
            case Page page -> answered(page.request(), page.status(), page.body());
            case Redirect redirect -> answered(redirect.request(), redirect.status(), new byte[0]);
            case FetchFailure failure -> failed(failure.kind());
        }
    }

    private void answered(FetchRequest request, int status, byte[] body) {
        boolean first = prefixLeft.get() > 0 && inPrefix(request);
        if (first) {
            prefixLeft.decrementAndGet();
        }
        answered(workload.name(request), first, status, body);
    }

    /** An answer; {@code first} if it is one to the first requests. */
    void answered(String name, boolean first, int status, byte[] body) {
        bytes.addAndGet(body.length);
        hash.add(name, status, body);
        if (first) {
            prefixHash.add(name, status, body);
        }
        results.incrementAndGet();
    }

    void failed(FetchFailure.Kind kind) {
        failures.merge(kind.toString(), 1L, Long::sum);
        results.incrementAndGet();
    }

    @SuppressWarnings("ReferenceEquality") // a file may hold a URL twice; the request made for each line is its own
    private boolean inPrefix(FetchRequest request) {
        for (int i = 0; i < prefix.length(); i++) {
            if (prefix.get(i) == request) {
                return true;
            }
        }
        return false;
    }

    long results() {
        return results.get();
    }

    long bytes() {
        return bytes.get();
    }

    Map<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    String hash() {
        return hash.toString();
    }

    String prefixHash() {
        return prefixHash.toString();
    }
}
