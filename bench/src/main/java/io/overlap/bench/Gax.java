package io.overlap.bench;

import com.google.api.core.ApiFuture;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

/** Google's batcher, the one of Bigtable's client, with its flow control on. */
final class Gax implements Contestant {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Threads.daemon("gax"));
    private final Batcher<Row, Boolean> batcher;

    Gax(AnsweringThread service) {
        BatchingSettings settings = BatchingSettings.newBuilder()
                .setElementCountThreshold((long) Limits.MAX_ITEMS)
                .setRequestByteThreshold((long) Limits.MAX_BYTES)
                .setDelayThresholdDuration(Limits.LINGER)
                .setFlowControlSettings(FlowControlSettings.newBuilder()
                        .setMaxOutstandingElementCount((long) Limits.MAX_PENDING)
                        .setMaxOutstandingRequestBytes(Limits.MAX_PENDING_BYTES)
                        .setLimitExceededBehavior(LimitExceededBehavior.Block)
                        .build())
                .build();
        this.batcher = new BatcherImpl<>(new Rows(), new Call(service), List.of(), settings, timer, null, null);
    }

    @Override
    public Future<?> save(Row row, int producer) {
        return batcher.add(row);
    }

    @Override
    public void finish(long items) {
        batcher.sendOutstanding();
    }

    @Override
    public void end() throws InterruptedException {
        batcher.close();
        timer.shutdownNow();
    }

    /** A request is the list of its rows, an answer says how many were saved. */
    private static final class Rows implements BatchingDescriptor<Row, Boolean, List<Row>, Integer> {
        @Override
        public BatchingRequestBuilder<Row, List<Row>> newRequestBuilder(List<Row> prototype) {
            return new BatchingRequestBuilder<>() {
                private final List<Row> rows = new ArrayList<>(Limits.MAX_ITEMS);

                @Override
                public void add(Row row) {
                    rows.add(row);
                }

                @Override
                public List<Row> build() {
                    return rows;
                }
            };
        }

        @Override
        public void splitResponse(Integer saved, List<BatchEntry<Row, Boolean>> entries) {
            for (BatchEntry<Row, Boolean> entry : entries) {
                entry.getResultFuture().set(true);
            }
        }

        @Override
        public void splitException(Throwable thrown, List<BatchEntry<Row, Boolean>> entries) {
            for (BatchEntry<Row, Boolean> entry : entries) {
                entry.getResultFuture().setException(thrown);
            }
        }

        @Override
        public long countBytes(Row row) {
            return row.bytes();
        }
    }

    private static final class Call extends UnaryCallable<List<Row>, Integer> {
        private final AnsweringThread service;

        Call(AnsweringThread service) {
            this.service = service;
        }

        @Override
        public ApiFuture<Integer> futureCall(List<Row> rows, ApiCallContext context) {
            SettableApiFuture<Integer> answer = SettableApiFuture.create();
            service.write(rows.size(), rows.size()).thenAccept(answer::set);
            return answer;
        }
    }
}
