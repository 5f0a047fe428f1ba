package io.overlap.experiments;

import java.io.IOException;
import java.util.function.LongConsumer;

/** One variant, ready to run trials: its connections live as long as it does. One trial at a time. */
interface Client extends AutoCloseable {
    /**
     * Runs a trial of the first n requests.
     *
     * @param progress told now and then how many results there are, on some thread
     * @throws IOException if the client is gone
     */
    Outcome run(String trial, long n, LongConsumer progress) throws IOException, InterruptedException;

    /** Ends the trial under way early: nothing more is sent, what is in flight is awaited. From any thread. */
    void stop();

    /** Ends the trial under way now: what is in flight is cancelled. From any thread. */
    void cancel();

    /** CPU time used so far by a process of its own; 0 if it has none. */
    double childCpuSeconds();

    @Override
    void close();
}
