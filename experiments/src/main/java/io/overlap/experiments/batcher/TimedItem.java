package io.overlap.experiments.batcher;

/** An item that knows when it was to be saved, and how long its batch's writer took. */
final class TimedItem {
    final long intendedNanos;

    // Written by the writer before it answers, read by who hears of the answer.
    long writerNanos;

    TimedItem(long intendedNanos) {
        this.intendedNanos = intendedNanos;
    }
}
