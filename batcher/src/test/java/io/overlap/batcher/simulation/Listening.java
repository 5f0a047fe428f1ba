package io.overlap.batcher.simulation;

import io.overlap.batcher.Batch;
import io.overlap.batcher.BatchListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A listener that expects each beginning to have one end. */
final class Listening implements BatchListener<Item> {
    private final Plan plan;
    private final Trace trace;
    private final Set<Batch<Item>> started = new HashSet<>();
    private final Set<Batch<Item>> ended = new HashSet<>();
    private final Set<Batch<Item>> stuck = new HashSet<>();
    private final Set<Batch<Item>> stuckEnded = new HashSet<>();
    private int outages;
    private int outagesEnded;

    Listening(Plan plan, Trace trace) {
        this.plan = plan;
        this.trace = trace;
    }

    @Override
    public void batchStarted(Batch<Item> batch) {
        heard(started.add(batch), "a batch started twice");
    }

    @Override
    public void batchEnded(Batch<Item> batch, String result, Duration took) {
        heard(ended.add(batch), "a batch ended twice");
    }

    @Override
    public void stuckStarted(Batch<Item> batch) {
        heard(stuck.add(batch), "a batch was stuck twice");
    }

    @Override
    public void stuckEnded(Batch<Item> batch, Duration stuckFor) {
        heard(stuckEnded.add(batch), "a stuck batch ended twice");
    }

    @Override
    public void outageStarted(Throwable cause) {
        outages++;
        heard(true, "");
    }

    @Override
    public void outageEnded(Duration took) {
        outagesEnded++;
        heard(true, "");
    }

    private void heard(boolean first, String promise) {
        trace.require(first, () -> promise);
        if (plan.happens(Fault.LISTENER_THROWS, 20)) {
            throw new IllegalStateException("listener throws");
        }
    }

    void checkPairs() {
        trace.require(
                started.equals(ended),
                () -> "listener: " + started.size() + " batches started, " + ended.size() + " ended");
        trace.require(
                stuck.equals(stuckEnded),
                () -> "listener: " + stuck.size() + " batches stuck, " + stuckEnded.size() + " ended");
        trace.require(outages == outagesEnded, () -> "listener: " + outages + " outages, " + outagesEnded + " ended");
    }
}
