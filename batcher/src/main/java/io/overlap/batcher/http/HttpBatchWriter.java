package io.overlap.batcher.http;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BatchWriter;
import io.overlap.batcher.ItemResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Saves over HTTP, by the JDK's client: a batch in one request, or a request for each item. No thread waits for an answer.
 *
 * <p>What an answer means: 2xx is saved, unless {@link Builder#answers} reads something else of it; 408, 425, 429 and 503 are sent
 * again, not before their Retry-After; 413 is halved (a single item is rejected); other 3xx (but 303) and 4xx are rejected; 303,
 * other 5xx, a lost connection and no answer in time are unknown, which a batcher with
 * {@link io.overlap.batcher.RetryPolicy#idempotent} sends again. If there was no connection nothing was sent, and all is sent again.
 *
 * <p>Safe for use by many threads. The client stays the caller's; its connect timeout should be below the attempt's time.
 */
public final class HttpBatchWriter<T, R> implements BatchWriter<T, R> {
    private final BatchWriter<T, R> way;

    private HttpBatchWriter(BatchWriter<T, R> way) {
        this.way = way;
    }

    /** One POST a batch, an item's JSON a line. A {@code json} that throws rejects its item. */
    public static <T> Builder<T, Void> ndjson(HttpClient client, URI uri, Function<? super T, String> json) {
        requireHttp(uri);
        Objects.requireNonNull(json);
        return new Builder<>(client, new Form<>(null, 0, uri, json, true));
    }

    /** One POST a batch, the items' JSON in an array. A {@code json} that throws rejects its item. */
    public static <T> Builder<T, Void> jsonArray(HttpClient client, URI uri, Function<? super T, String> json) {
        requireHttp(uri);
        Objects.requireNonNull(json);
        return new Builder<>(client, new Form<>(null, 0, uri, json, false));
    }

    /**
     * A request an item, at most {@code cap} of them at once over all batches, first come first served.
     *
     * @param request makes an item's request; if it throws, the item is rejected
     */
    public static <T> Builder<T, Void> each(
            HttpClient client, Function<? super T, HttpRequest.Builder> request, int cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("cap < 1: " + cap);
        }
        return new Builder<>(client, new Form<>(Objects.requireNonNull(request), cap, null, null, false));
    }

    private static void requireHttp(URI uri) {
        HttpRequest.newBuilder(uri); // refuses what is no http or https URI
    }

    /**
     * What an item's own status says of it, by the rules for a request's; 413 rejects.
     *
     * @param error told as the cause if it was not saved
     */
    public static <R> ItemResult<R> itemResult(int status, @Nullable String error) {
        HttpStatusException cause =
                new HttpStatusException(status, "item answered " + status + (error == null ? "" : ": " + error));
        return new Verdict(Verdict.kindOf(status), cause, Duration.ZERO).item();
    }

    @Override
    public CompletionStage<BatchResult<R>> write(Batch<T> batch) throws Exception {
        return way.write(batch);
    }

    /** How items become requests: each its own, or all one. */
    private record Form<T>(
            @Nullable Function<? super T, HttpRequest.Builder> request,
            int cap,
            @Nullable URI uri,
            @Nullable Function<? super T, String> json,
            boolean lines) {

        <R> BatchWriter<T, R> way(Wire<T, R> wire) {
            return request != null
                    ? new EachRequest<>(wire, request, cap)
                    : new OneRequest<>(wire, Objects.requireNonNull(uri), Objects.requireNonNull(json), lines);
        }
    }

    /** What a writer is built of. */
    public static final class Builder<T, R> {
        private final HttpClient client;
        private final Form<T> form;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private int maxAnswerBytes = 1 << 20;
        private @Nullable Answers<T, R> answers;

        private Builder(HttpClient client, Form<T> form) {
            this.client = Objects.requireNonNull(client);
            this.form = form;
        }

        /**
         * Sets a header of each request, as {@code Authorization}, or another Content-Type.
         *
         * @throws IllegalArgumentException if the client does not allow it
         */
        public Builder<T, R> header(String name, String value) {
            HttpRequest.newBuilder().setHeader(name, value);
            headers.put(name, value);
            return this;
        }

        /** What a success says of each item, and what saving it yields; without it all are saved. */
        @SuppressWarnings("unchecked") // it only reads items; this builder becomes the one that is returned
        public <S> Builder<T, S> answers(Answers<? super T, S> value) {
            Builder<T, S> other = (Builder<T, S>) this;
            other.answers = (Answers<T, S>) Objects.requireNonNull(value);
            return other;
        }

        /** The longest answer that is read, 1 MiB if not said otherwise; a success that is longer is unknown. */
        public Builder<T, R> maxAnswerBytes(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxAnswerBytes < 1: " + value);
            }
            maxAnswerBytes = value;
            return this;
        }

        public HttpBatchWriter<T, R> build() {
            return new HttpBatchWriter<>(form.way(new Wire<>(client, new TreeMap<>(headers), maxAnswerBytes, answers)));
        }
    }
}
