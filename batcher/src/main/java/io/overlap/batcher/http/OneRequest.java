package io.overlap.batcher.http;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BatchWriter;
import io.overlap.batcher.ItemResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A batch in one POST: the JSON of its items, put together. */
final class OneRequest<T, R> implements BatchWriter<T, R> {
    private final Wire<T, R> wire;
    private final URI uri;
    private final Function<? super T, String> json;
    private final boolean lines;

    OneRequest(Wire<T, R> wire, URI uri, Function<? super T, String> json, boolean lines) {
        this.wire = wire;
        this.uri = uri;
        this.json = json;
        this.lines = lines;
    }

    @Override
    public CompletionStage<BatchResult<R>> write(Batch<T> batch) {
        List<T> items = batch.items();
        StringBuilder body = new StringBuilder();
        BatchResult<R> unwritable = encode(items, body);
        if (unwritable != null) {
            return CompletableFuture.completedFuture(unwritable);
        }
        Attempt attempt = new Attempt(batch.remaining());
        Duration left = attempt.forRequest();
        if (left.isZero()) {
            return CompletableFuture.completedFuture(
                    BatchResult.retry(new UnsentException("not sent: the attempt was over before it began")));
        }
        HttpRequest request = request(body, left);
        CompletableFuture<HttpResponse<String>> sent = wire.send(request);
        CompletableFuture<BatchResult<R>> result = new CompletableFuture<>();
        sent.whenComplete((answer, thrown) -> {
            attempt.end();
            result.complete(judge(request, items, answer, thrown));
        });
        attempt.begin(batch, wire.executor(), () -> sent.cancel(true));
        return result;
    }

    /** Puts the items together; if one cannot be written, nothing is sent, and the answer says which it is. */
    private @Nullable BatchResult<R> encode(List<T> items, StringBuilder body) {
        Map<Integer, Exception> unwritable = new TreeMap<>();
        body.append(lines ? "" : "[");
        for (int i = 0; i < items.size(); i++) {
            try {
                String text = Objects.requireNonNull(json.apply(items.get(i)), "json is null");
                // A line break in a JSON text can only stand between its tokens.
                body.append(lines || i == 0 ? "" : ",")
                        .append(lines ? text.replace('\n', ' ').replace('\r', ' ') : text)
                        .append(lines ? "\n" : "");
            } catch (Exception e) {
                unwritable.put(i, e);
            }
        }
        body.append(lines ? "" : "]");
        if (unwritable.isEmpty()) {
            return null;
        }
        BatchResult.Each<R> each = BatchResult.each();
        UnsentException beside = new UnsentException("not sent: another item of the batch could not be written");
        for (int i = 0; i < items.size(); i++) {
            Exception why = unwritable.get(i);
            each.put(i, why == null ? ItemResult.retry(beside) : ItemResult.reject(why));
        }
        return each.result();
    }

    private HttpRequest request(StringBuilder body, Duration timeout) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .setHeader("Content-Type", lines ? "application/x-ndjson" : "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        wire.headers().forEach(builder::setHeader);
        return builder.build();
    }

    private BatchResult<R> judge(
            HttpRequest request, List<T> items, @Nullable HttpResponse<String> answer, @Nullable Throwable thrown) {
        Verdict verdict = Wire.verdict(request, answer, thrown);
        if (answer != null && verdict.kind == Verdict.Kind.SAVED) {
            try {
                List<ItemResult<R>> results = wire.read(answer, items);
                return results == null ? BatchResult.saved() : BatchResult.each(results);
            } catch (Throwable e) { // the server may have saved them all the same
                return BatchResult.unknown(e);
            }
        }
        return verdict.batch(items.size());
    }
}
