package io.overlap.experiments;

import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.FetchResult;
import io.overlap.crawler.Fetcher;
import io.overlap.crawler.Headers;
import io.overlap.crawler.Page;
import io.overlap.crawler.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Variants that do less than their share, or other work. */
final class Cheats {
    private Cheats() {}

    /** Asks for other requests than it was given, and hands over what it got. */
    static Variant asking(Consumer<List<FetchRequest>> plan) {
        return (fetcher, requests, results) -> {
            for (FetchRequest request : planned(plan, requests)) {
                results.accept(ask(fetcher, request));
            }
        };
    }

    /** Asks for other requests than it was given, and hands over the answers as if to those that it was given. */
    static Variant passingOff(Consumer<List<FetchRequest>> plan) {
        return (fetcher, requests, results) -> {
            List<FetchRequest> given = new ArrayList<>();
            requests.forEachRemaining(given::add);
            List<FetchRequest> asked = new ArrayList<>(given);
            plan.accept(asked);
            for (int i = 0; i < asked.size(); i++) {
                Page page = (Page) ask(fetcher, asked.get(i));
                if (i < given.size()) {
                    results.accept(new Page(given.get(i), page.status(), page.headers(), page.body()));
                }
            }
        };
    }

    /** Asks as it should, and hands over something else. */
    static Variant telling(UnaryOperator<Page> lie) {
        return (fetcher, requests, results) -> {
            while (requests.hasNext()) {
                results.accept(lie.apply((Page) ask(fetcher, requests.next())));
            }
        };
    }

    /** Asks nothing, and hands over what the server would have said. */
    static Variant fabricating(Headers headers) {
        return (fetcher, requests, results) ->
                requests.forEachRemaining(request -> results.accept(new Page(request, 200, headers, new byte[] {'.'})));
    }

    private static List<FetchRequest> planned(
            Consumer<List<FetchRequest>> plan, java.util.Iterator<FetchRequest> requests) {
        List<FetchRequest> asked = new ArrayList<>();
        requests.forEachRemaining(asked::add);
        plan.accept(asked);
        return Collections.unmodifiableList(asked);
    }

    static FetchResult ask(Fetcher fetcher, FetchRequest request) {
        return fetcher.fetch(request).result().toCompletableFuture().join();
    }
}
