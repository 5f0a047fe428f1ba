package io.overlap.batcher.http;

import io.overlap.batcher.ItemResult;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** What all requests of a writer have in common. */
record Wire<T, R>(
        HttpClient client,
        Map<String, String> headers,
        int maxAnswerBytes,
        @Nullable Answers<T, R> answers) {

    /** Never throws: what could not be sent has failed. */
    CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        try {
            return client.sendAsync(request, BoundedBody.atMost(maxAnswerBytes));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(new UnsentException("not sent: " + e, e));
        } catch (Error e) { // no thread to be had, as it may be: those that wait for a place must go on
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Where the end of an attempt is dealt with. */
    Executor executor() {
        return client.executor().orElseGet(ForkJoinPool::commonPool);
    }

    static Verdict verdict(HttpRequest request, @Nullable HttpResponse<String> answer, @Nullable Throwable thrown) {
        return answer == null
                ? Verdict.ofFailure(request, Objects.requireNonNull(thrown))
                : Verdict.ofAnswer(request, answer);
    }

    /**
     * What the user's function says of a success; null if there is none.
     *
     * @throws Exception if it fails, or says something of other items than these
     */
    @Nullable
    List<ItemResult<R>> read(HttpResponse<String> answer, List<T> items) throws Exception {
        if (answers == null) {
            return null;
        }
        List<ItemResult<R>> results = Objects.requireNonNull(answers.read(answer, items), "results are null");
        if (results.size() != items.size()) {
            throw new IllegalStateException(results.size() + " results for " + items.size() + " items");
        }
        results.forEach(result -> Objects.requireNonNull(result, "a result is null"));
        return results;
    }
}
