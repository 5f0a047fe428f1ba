package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what it is given, and answers when the test says so. */
final class RecordingWriter implements BatchWriter<String, String> {
    final List<Batch<String>> batches = new ArrayList<>();
    private final List<CompletableFuture<BatchResult<String>>> answers = new ArrayList<>();
    private int asserted;
    private int answered;

    @Override
    public synchronized CompletionStage<BatchResult<String>> write(Batch<String> batch) {
        batches.add(batch);
        CompletableFuture<BatchResult<String>> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    /** Exactly these came since the last call, each as its items with blanks between. */
    void assertBatches(String... expected) {
        List<String> came = new ArrayList<>();
        for (; asserted < batches.size(); asserted++) {
            came.add(String.join(" ", batches.get(asserted).items()));
        }
        assertEquals(List.of(expected), came);
    }

    void assertNothing() {
        assertBatches();
    }

    /** Answers the oldest batch that has no answer yet. */
    void answer(BatchResult<String> result) {
        answers.get(answered++).complete(result);
    }

    void saved() {
        answer(BatchResult.saved());
    }

    /** Answers the batch with this number, counted from 0, out of turn or again. */
    void answer(int batch, BatchResult<String> result) {
        answers.get(batch).complete(result);
    }

    void fail(Throwable thrown) {
        answers.get(answered++).completeExceptionally(thrown);
    }

    /** Answers all that come until nothing comes any more. */
    void saveAll() {
        while (answered < answers.size()) {
            saved();
        }
    }
}
