package io.overlap.experiments;

/** What does a variant's requests in this process; its connections live as long as it does. One trial at a time. */
interface Engine extends AutoCloseable {
    /** Makes the first n requests and tells the tally of each end, once; returns when all have ended. */
    void run(String trial, long n, Tally tally) throws InterruptedException;

    /** Ends the trial under way early: nothing more is sent, what is in flight is awaited. From any thread. */
    void stop();

    /** Ends the trial under way now: what is in flight is cancelled. From any thread. */
    void cancel();

    @Override
    void close();

    static Engine of(ClientConfig config) {
        return config.variant() == VariantName.NETTY ? new NettyEngine(config) : FetcherEngine.of(config);
    }
}
