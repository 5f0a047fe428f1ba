package io.overlap.bench;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkIngester;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkListener;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Elasticsearch's bulk ingester over a transport that sends nothing. It has no future of an item: its listener counts. */
final class Elastic implements Contestant {
    private static final long PATIENCE_SECONDS = 60;

    private final Map<Integer, BulkResponse> answers = new ConcurrentHashMap<>();
    private final BulkOperation[] operations;
    private final AtomicLong saved = new AtomicLong();
    private final BulkIngester<Void> ingester;

    private volatile long last = Long.MAX_VALUE;
    private final CountDownLatch allSaved = new CountDownLatch(1);

    Elastic(AnsweringThread service, Row[] rows) {
        operations = Arrays.stream(rows).map(ElasticStub::operation).toArray(BulkOperation[]::new);
        ElasticStub transport = new ElasticStub(request -> {
            int items = request.operations().size();
            return service.write(items, answers.computeIfAbsent(items, ElasticStub::allSaved));
        });
        ingester = BulkIngester.of(builder -> builder.client(new ElasticsearchAsyncClient(transport))
                .maxOperations(Limits.MAX_ITEMS)
                .maxSize(Limits.MAX_BYTES)
                .maxConcurrentRequests(Limits.MAX_IN_FLIGHT)
                .flushInterval(Limits.LINGER.toMillis(), TimeUnit.MILLISECONDS)
                .listener(new Counting()));
    }

    @Override
    public @Nullable Future<?> save(Row row, int producer) {
        ingester.add(operations[row.id()]);
        return null;
    }

    @Override
    public void finish(long items) throws InterruptedException {
        last = items;
        ingester.flush();
        if (saved.get() < items && !allSaved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("saved " + saved + " of " + items + " items");
        }
    }

    @Override
    public void end() {
        ingester.close();
    }

    private final class Counting implements BulkListener<Void> {
        @Override
        public void beforeBulk(long id, BulkRequest request, List<Void> contexts) {}

        @Override
        public void afterBulk(long id, BulkRequest request, List<Void> contexts, BulkResponse response) {
            if (saved.addAndGet(request.operations().size()) >= last) {
                allSaved.countDown();
            }
        }

        @Override
        public void afterBulk(long id, BulkRequest request, List<Void> contexts, Throwable failure) {}
    }
}
