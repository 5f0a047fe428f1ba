package io.overlap.batcher.http;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchResult;
import io.overlap.batcher.BatchWriter;
import io.overlap.batcher.ItemResult;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request for each item, so many at once over all batches. */
final class EachRequest<T, R> implements BatchWriter<T, R> {
    private final Wire<T, R> wire;
    private final Function<? super T, HttpRequest.Builder> request;
    private final Places places;

    EachRequest(Wire<T, R> wire, Function<? super T, HttpRequest.Builder> request, int cap) {
        this.wire = wire;
        this.request = request;
        this.places = new Places(cap);
    }

    @Override
    public CompletionStage<BatchResult<R>> write(Batch<T> batch) {
        Round round = new Round(batch);
        round.attempt.begin(batch, wire.executor(), round::stop);
        places.add(round.requests);
        return round.result;
    }

    /** The requests of one batch. */
    private final class Round {
        final CompletableFuture<BatchResult<R>> result = new CompletableFuture<>();
        final Attempt attempt;
        final List<One> requests = new ArrayList<>();
        private final AtomicInteger left;

        Round(Batch<T> batch) {
            attempt = new Attempt(batch.remaining());
            for (T item : batch.items()) {
                requests.add(new One(this, item));
            }
            left = new AtomicInteger(requests.size());
        }

        /** The time is over: no request begins any more, and those under way are cancelled. */
        void stop() {
            requests.forEach(One::giveUp); // first, or they would take the places of those that are cancelled
            requests.forEach(One::cancel);
        }

        void ended() {
            if (left.decrementAndGet() == 0) {
                attempt.end();
                result.complete(together());
            }
        }

        private BatchResult<R> together() {
            BatchResult.Each<R> each = BatchResult.each();
            Verdict unreachable = requests.get(0).unreachable;
            for (int i = 0; i < requests.size(); i++) {
                One one = requests.get(i);
                each.put(i, Objects.requireNonNull(one.end));
                unreachable = one.unreachable == null ? null : unreachable;
            }
            return unreachable == null ? each.result() : unreachable.batch(requests.size()); // an outage, not bad luck
        }
    }

    /** The request of one item. */
    private final class One implements Places.Request {
        private final Round round;
        private final T item;
        private final AtomicBoolean decided = new AtomicBoolean(); // begun, or never to begin
        private final CompletableFuture<CompletableFuture<?>> sent = new CompletableFuture<>();
        private HttpRequest.@Nullable Builder builder;
        private @Nullable Exception unwritable;

        // Written before the round hears of the end.
        @Nullable
        ItemResult<R> end;

        @Nullable
        Verdict unreachable;

        One(Round round, T item) {
            this.round = round;
            this.item = item;
            try {
                builder = Objects.requireNonNull(request.apply(item), "request is null");
            } catch (Exception e) {
                unwritable = e;
            }
        }

        @Override
        public boolean begin() {
            Duration time = round.attempt.forRequest();
            if (time.isZero() || !decided.compareAndSet(false, true)) {
                return false; // giveUp() tells
            }
            HttpRequest built;
            try {
                built = build(time);
            } catch (Exception e) {
                end(ItemResult.reject(e), null);
                return false;
            }
            CompletableFuture<HttpResponse<String>> sending = wire.send(built);
            sent.complete(sending);
            sending.whenComplete((answer, thrown) -> {
                places.free();
                judge(built, answer, thrown);
            });
            return true;
        }

        private HttpRequest build(Duration time) throws Exception {
            if (builder == null) {
                throw unwritable == null ? new UnsentException("no request") : unwritable;
            }
            wire.headers().forEach(builder::setHeader);
            Duration own = builder.build().timeout().orElse(time);
            return builder.timeout(own.compareTo(time) < 0 ? own : time).build();
        }

        private void judge(HttpRequest built, @Nullable HttpResponse<String> answer, @Nullable Throwable thrown) {
            Verdict verdict = Wire.verdict(built, answer, thrown);
            ItemResult<R> result = verdict.item();
            if (answer != null && verdict.kind == Verdict.Kind.SAVED) {
                try {
                    List<ItemResult<R>> read = wire.read(answer, List.of(item));
                    result = read == null ? result : read.get(0);
                } catch (Throwable e) { // the server may have saved it all the same
                    result = ItemResult.unknown(e);
                }
            }
            end(result, verdict.kind == Verdict.Kind.UNREACHABLE ? verdict : null);
        }

        void giveUp() {
            if (decided.compareAndSet(false, true)) {
                end(ItemResult.retry(new UnsentException("not sent: no place among the requests in time")), null);
            }
        }

        void cancel() {
            sent.thenAccept(sending -> sending.cancel(true));
        }

        private void end(ItemResult<R> result, @Nullable Verdict whyUnreachable) {
            end = result;
            unreachable = whyUnreachable;
            builder = null;
            round.ended();
        }
    }
}
