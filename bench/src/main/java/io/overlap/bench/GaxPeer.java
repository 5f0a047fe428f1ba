package io.overlap.bench;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.core.SettableApiFuture;
import com.google.api.gax.batching.BatchEntry;
import com.google.api.gax.batching.Batcher;
import com.google.api.gax.batching.BatcherImpl;
import com.google.api.gax.batching.BatchingDescriptor;
import com.google.api.gax.batching.BatchingRequestBuilder;
import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.batching.FlowController.LimitExceededBehavior;
import com.google.api.gax.rpc.ApiCallContext;
import com.google.api.gax.rpc.UnaryCallable;
import io.overlap.experiments.batcher.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** gax's batcher with flow control Block. Its descriptor walks the answer and sets the entries that it names. */
final class GaxPeer implements ChaosPeer {
    private static final long BYTES = 1 << 20;

    @Override
    public String name() {
        return "gax";
    }

    @Override
    public String version() {
        return Versions.of("gax");
    }

    @Override
    public @Nullable String lacks(Fault fault) {
        return null;
    }

    @Override
    public String remark(Fault fault) {
        return switch (fault) {
            case TOO_FEW, TOO_MANY, DUPLICATE_INDEX -> "its descriptor sets the entries that the answer names";
            case FULL_BEFORE_BATCH ->
                "the save that waited goes in after close; by contract one thread calls a batcher";
            case FLUSH_FROM_CALLBACK, CLOSE_FROM_CALLBACK -> "the call waits for the batch whose callback it is in";
            default -> "";
        };
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    @Override
    public Session open(Setup setup, ChaosService service, Outcomes outcomes) {
        BatchingSettings settings = BatchingSettings.newBuilder()
                .setElementCountThreshold((long) BATCH)
                .setRequestByteThreshold(BYTES)
                .setDelayThresholdDuration(setup.linger())
                .setFlowControlSettings(FlowControlSettings.newBuilder()
                        .setMaxOutstandingElementCount((long) setup.room())
                        .setMaxOutstandingRequestBytes(BYTES)
                        .setLimitExceededBehavior(LimitExceededBehavior.Block)
                        .build())
                .build();
        Batcher<Integer, Boolean> batcher = new BatcherImpl<>(
                new Items(),
                new Call(service),
                List.of(),
                settings,
                Executors.newSingleThreadScheduledExecutor(Threads.daemon("gax")),
                null,
                null);
        return new Session() {
            @Override
            public void save(int item) {
                ApiFutures.addCallback(batcher.add(item), new Telling(item, outcomes), Runnable::run);
            }

            @Override
            public void flush() throws InterruptedException {
                batcher.flush();
            }

            @Override
            public void close() throws InterruptedException {
                batcher.close();
            }
        };
    }

    private record Telling(int item, Outcomes outcomes) implements ApiFutureCallback<Boolean> {
        @Override
        public void onSuccess(Boolean saved) {
            outcomes.told(item, true);
        }

        @Override
        public void onFailure(Throwable why) {
            outcomes.told(item, false);
        }
    }

    private static final class Items implements BatchingDescriptor<Integer, Boolean, List<Integer>, List<Integer>> {
        @Override
        public BatchingRequestBuilder<Integer, List<Integer>> newRequestBuilder(List<Integer> prototype) {
            return new BatchingRequestBuilder<>() {
                private final List<Integer> items = new ArrayList<>();

                @Override
                public void add(Integer item) {
                    items.add(item);
                }

                @Override
                public List<Integer> build() {
                    return items;
                }
            };
        }

        @Override
        public void splitResponse(List<Integer> saved, List<BatchEntry<Integer, Boolean>> entries) {
            saved.forEach(index -> entries.get(index).getResultFuture().set(true));
        }

        @Override
        public void splitException(Throwable thrown, List<BatchEntry<Integer, Boolean>> entries) {
            entries.forEach(entry -> entry.getResultFuture().setException(thrown));
        }

        @Override
        public long countBytes(Integer item) {
            return Integer.BYTES;
        }
    }

    private static final class Call extends UnaryCallable<List<Integer>, List<Integer>> {
        private final ChaosService service;

        Call(ChaosService service) {
            this.service = service;
        }

        @Override
        @SuppressWarnings("NullAway") // null is one of the faults
        public ApiFuture<List<Integer>> futureCall(List<Integer> items, ApiCallContext context) {
            CompletableFuture<List<Integer>> answer = service.write(items);
            if (answer == null) {
                return null;
            }
            SettableApiFuture<List<Integer>> future = SettableApiFuture.create();
            answer.whenComplete((saved, failure) -> {
                if (failure == null) {
                    future.set(saved);
                } else {
                    future.setException(failure);
                }
            });
            return future;
        }
    }
}
