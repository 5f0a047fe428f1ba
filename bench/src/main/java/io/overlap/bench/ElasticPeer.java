package io.overlap.bench;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkIngester;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkListener;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import io.overlap.experiments.batcher.Fault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Elastic's bulk ingester. Its listener hears of a batch, with a context for each item; a short answer is for the listener to see. */
final class ElasticPeer implements ChaosPeer {
    @Override
    public String name() {
        return "elasticsearch-java";
    }

    @Override
    public String version() {
        return Versions.of("elasticsearch");
    }

    @Override
    public @Nullable String lacks(Fault fault) {
        return fault == Fault.DUPLICATE_INDEX ? "its answers go by position" : null;
    }

    @Override
    public String remark(Fault fault) {
        return switch (fault) {
            case THROWS, THROWS_ERROR, RETURNS_NULL -> "the listener never hears of that batch";
            case TOO_FEW -> "the listener must see that the answer is short";
            case FULL_BEFORE_BATCH -> "its room is what is in flight and one batch";
            default -> "";
        };
    }

    @Override
    public boolean hasFutures() {
        return false;
    }

    @Override
    public Session open(Setup setup, ChaosService service, Outcomes outcomes) {
        ElasticStub transport = new ElasticStub(request -> write(request, service));
        BulkIngester<Integer> ingester =
                BulkIngester.of(builder -> builder.client(new ElasticsearchAsyncClient(transport))
                        .maxOperations(BATCH)
                        .maxConcurrentRequests(setup.inFlight())
                        .flushInterval(setup.linger().toMillis(), TimeUnit.MILLISECONDS)
                        .listener(new Telling(outcomes)));
        return new Session() {
            @Override
            public void save(int item) {
                ingester.add(ElasticStub.operation(new Row(item, "item")), item);
            }

            @Override
            public void flush() {
                ingester.flush();
            }

            @Override
            public void close() {
                ingester.close();
            }
        };
    }

    private static @Nullable CompletableFuture<BulkResponse> write(BulkRequest request, ChaosService service) {
        List<Integer> items = request.operations().stream()
                .map(operation -> Integer.valueOf(operation.index().id()))
                .toList();
        CompletableFuture<List<Integer>> answer = service.write(items);
        return answer == null ? null : answer.thenApply(ElasticStub::answer);
    }

    private record Telling(Outcomes outcomes) implements BulkListener<Integer> {
        @Override
        public void beforeBulk(long id, BulkRequest request, List<Integer> items) {}

        @Override
        public void afterBulk(long id, BulkRequest request, List<Integer> items, BulkResponse response) {
            for (int i = 0; i < items.size(); i++) {
                outcomes.told(items.get(i), i < response.items().size());
            }
        }

        @Override
        public void afterBulk(long id, BulkRequest request, List<Integer> items, Throwable failure) {
            items.forEach(item -> outcomes.told(item, false));
        }
    }
}
