package io.overlap.batcher.simulation;

import io.overlap.batcher.Outcome;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One item, and what the oracle knows of it. */
final class Item {
    final int number; // items are offered in this order
    final int size;
    final @Nullable Integer key;
    final boolean bad;
    final long offeredNanos;

    long acceptedNanos; // when that was known

    @Nullable
    CompletableFuture<Integer> future;

    boolean refused;
    boolean withdrawn; // cancel said true
    int cancelling; // calls of cancel that have not returned
    boolean sealed; // a flush said that it has ended
    int given; // to the writer, so often

    @Nullable
    Given last;

    // What the writer said about it.
    final Set<Verdict> said = EnumSet.noneOf(Verdict.class); // and may have been heard

    @Nullable
    Outcome must; // its outcome, as an answer was heard that decides it

    final Set<@Nullable Integer> values = new HashSet<>(); // said with saved
    boolean doubtful; // for certain
    boolean outOfTurn; // sent again after a later one of its key was saved from the same batch

    @Nullable
    Outcome ended; // as its future told

    Item(int number, int size, @Nullable Integer key, boolean bad, long offeredNanos) {
        this.number = number;
        this.size = size;
        this.key = key;
        this.bad = bad;
        this.offeredNanos = offeredNanos;
    }

    @Override
    public String toString() {
        return number + (key == null ? "" : "/k" + key) + (bad ? "!" : "");
    }
}
