package io.overlap.bench;

import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.bulk.OperationType;
import co.elastic.clients.json.JsonpMapper;
import co.elastic.clients.json.SimpleJsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.Endpoint;
import co.elastic.clients.transport.TransportOptions;
import co.elastic.clients.util.BinaryData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A transport of Elasticsearch's client that sends nothing: a function answers each bulk request. */
final class ElasticStub implements ElasticsearchTransport {
    private static final int CREATED = 201;

    private final Function<BulkRequest, @Nullable CompletableFuture<BulkResponse>> service;
    private final JsonpMapper mapper = new SimpleJsonpMapper();

    ElasticStub(Function<BulkRequest, @Nullable CompletableFuture<BulkResponse>> service) {
        this.service = service;
    }

    static BulkOperation operation(Row row) {
        BinaryData document = BinaryData.of(
                ("{\"text\":\"" + row.text() + "\"}").getBytes(StandardCharsets.UTF_8), "application/json");
        return BulkOperation.of(operation -> operation.index(
                index -> index.index("rows").id(Integer.toString(row.id())).document(document)));
    }

    static BulkResponse allSaved(int items) {
        return answer(IntStream.range(0, items).boxed().toList());
    }

    /** An answer that says of each of these that it was saved, in this order. */
    static BulkResponse answer(List<Integer> ids) {
        List<BulkResponseItem> items = ids.stream().map(ElasticStub::saved).toList();
        return BulkResponse.of(response -> response.errors(false).took(1).items(items));
    }

    private static BulkResponseItem saved(int id) {
        return BulkResponseItem.of(item -> item.operationType(OperationType.Index)
                .index("rows")
                .id(Integer.toString(id))
                .status(CREATED));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a bulk request is all it is asked; null is one of the faults
    public <Q, A, E> CompletableFuture<A> performRequestAsync(
            Q request, Endpoint<Q, A, E> endpoint, @Nullable TransportOptions options) {
        return (CompletableFuture<A>) service.apply((BulkRequest) request);
    }

    @Override
    public <Q, A, E> A performRequest(Q request, Endpoint<Q, A, E> endpoint, @Nullable TransportOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JsonpMapper jsonpMapper() {
        return mapper;
    }

    @Override
    @SuppressWarnings("NullAway") // as the client's own transports without options
    public TransportOptions options() {
        return null;
    }

    @Override
    public void close() {}
}
