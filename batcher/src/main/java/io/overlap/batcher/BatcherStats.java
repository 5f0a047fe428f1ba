package io.overlap.batcher;

/**
 * One moment of a batcher.
 *
 * @param totals what became of the items so far
 * @param pendingBytes of the items not ended, with {@link BatchPolicy#ITEM_OVERHEAD_BYTES} each
 * @param waiting saves that wait for room
 * @param inFlight batches given to the writer whose stage has not ended, stuck ones included
 * @param stuck of them those whose attempt is over
 * @param batches attempts begun so far
 * @param items sent in them, so that {@code items / batches} is the mean batch
 * @param retries items put back to be sent again
 * @param splits batches halved, as poisoned or too large
 * @param misfits answers that did not fit their batch
 * @param late answers that came after their attempt was over, and were not heard
 * @param outage whether the writer is taken to be away: one probe at a time
 */
public record BatcherStats(
        Totals totals,
        long pendingBytes,
        int waiting,
        int inFlight,
        int stuck,
        long batches,
        long items,
        long retries,
        long splits,
        long misfits,
        long late,
        boolean outage) {}
