package io.overlap.batcher.http;

import io.overlap.batcher.ItemResult;
import java.net.http.HttpResponse;
import java.util.List;

/** Reads from a successful answer what became of each item. */
@FunctionalInterface
public interface Answers<T, R> {
    /**
     * Called on a thread of the client's, for answers of status 200 to 299 only. {@link HttpBatchWriter#itemResult} makes a result of
     * an item's status.
     *
     * @param items those of the request: one, where each item has its own
     * @return a result for each item, in their order
     * @throws Exception if the answer cannot be read: the items are then unknown, for the server may have saved them
     */
    List<ItemResult<R>> read(HttpResponse<String> answer, List<T> items) throws Exception;
}
