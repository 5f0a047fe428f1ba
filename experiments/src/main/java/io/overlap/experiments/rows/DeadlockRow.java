package io.overlap.experiments.rows;

/**
 * Upserts that ran into each other.
 *
 * @param who {@code naive} or {@code sorted}
 * @param seen how often a writer was told of a deadlock, 40P01
 * @param counted deadlocks by the server's own count
 * @param tableHash of all rows that the table has afterwards
 */
record DeadlockRow(
        String who,
        int batches,
        long rows,
        double seconds,
        long seen,
        long counted,
        long tableRows,
        String tableHash) {}
