package io.overlap.batcher.simulation;

import io.overlap.batcher.BatchResult;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the writer will say of a batch: a result or something thrown, and what that means for each item. */
record Answer(
        @Nullable BatchResult<Integer> result,
        @Nullable Throwable thrown,
        List<Verdict> verdicts,
        List<@Nullable Integer> values) {

    static Answer all(int items, Verdict verdict, @Nullable BatchResult<Integer> result) {
        return new Answer(result, null, same(items, verdict), none(items));
    }

    static Answer thrown(int items, Verdict verdict, Throwable thrown) {
        return new Answer(null, thrown, same(items, verdict), none(items));
    }

    static List<Verdict> same(int items, Verdict verdict) {
        Verdict[] verdicts = new Verdict[items];
        Arrays.fill(verdicts, verdict);
        return Arrays.asList(verdicts);
    }

    static List<@Nullable Integer> none(int items) {
        return Arrays.asList(new @Nullable Integer[items]);
    }
}
