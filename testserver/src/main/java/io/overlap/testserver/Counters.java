package io.overlap.testserver;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The running counts of a server or of one trial. Written by the event loop, read by any thread. */
final class Counters {
    private static final int HIGHEST_STATUS = 599;

    /** Of which trial; one string for all its exchanges to share. */
    final String trial;

    // Guarded by this.
    private final long[] byStatus;
    private final Histogram latenessMicros;
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private long requests;
    private long cancelled;
    private int inFlight;
    private int maxInFlight;

    Counters(String trial) {
        this.trial = trial;
        byStatus = new long[HIGHEST_STATUS + 1];
        latenessMicros = new Histogram(3);
    }

    /** Copies, with the lock of the other held. */
    private Counters(Counters other) {
        trial = other.trial;
        byStatus = other.byStatus.clone();
        latenessMicros = other.latenessMicros.copy();
        faults.putAll(other.faults);
        requests = other.requests;
        cancelled = other.cancelled;
        inFlight = other.inFlight;
        maxInFlight = other.maxInFlight;
    }

    private synchronized Counters copy() {
        return new Counters(this);
    }

    synchronized void arrived() {
        requests++;
        maxInFlight = Math.max(maxInFlight, ++inFlight);
    }

    synchronized void answered(int status, long lateNanos) {
        inFlight--;
        byStatus[status]++;
        if (status != Exchange.NONE) { // a hold is no lateness
            latenessMicros.recordValue(Math.max(0, lateNanos) / 1_000);
        }
    }

    synchronized void cancelled() {
        inFlight--;
        cancelled++;
        byStatus[Exchange.CANCELLED]++;
    }

    synchronized void injected(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    /** What is counted at one moment; the lock, for which the event loop would wait, is not held while it is put together. */
    ServerStats snapshot(int connections, int waiting, long tlsFailures, long droppedRecords) {
        return copy().told(connections, waiting, tlsFailures, droppedRecords);
    }

    private ServerStats told(int connections, int waiting, long tlsFailures, long droppedRecords) {
        Map<String, Long> injected = new TreeMap<>();
        faults.forEach((fault, count) -> injected.put(fault.word(), count));
        Map<Integer, Long> statuses = new TreeMap<>();
        for (int status = 0; status <= HIGHEST_STATUS; status++) {
            if (byStatus[status] > 0) {
                statuses.put(status, byStatus[status]);
            }
        }
        return new ServerStats(
                requests,
                inFlight,
                maxInFlight,
                connections,
                waiting,
                new ServerStats.Lateness(millis(50), millis(99), millis(99.9), latenessMicros.getMaxValue() / 1e3),
                cancelled,
                tlsFailures,
                droppedRecords,
                statuses,
                injected);
    }

    /** How late its answers were so far, in microseconds: a copy. */
    synchronized Histogram lateness() {
        return latenessMicros.copy();
    }

    private double millis(double percentile) {
        return latenessMicros.getTotalCount() == 0 ? 0 : latenessMicros.getValueAtPercentile(percentile) / 1e3;
    }
}
