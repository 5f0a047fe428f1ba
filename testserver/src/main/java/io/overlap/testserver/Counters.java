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
    private final long[] byStatus = new long[HIGHEST_STATUS + 1];
    private final Histogram latenessMicros = new Histogram(3);
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private long requests;
    private int inFlight;
    private int maxInFlight;

    Counters(String trial) {
        this.trial = trial;
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
        byStatus[Exchange.CANCELLED]++;
    }

    synchronized void injected(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    synchronized ServerStats snapshot(int connections, int waiting, long tlsFailures, long droppedRecords) {
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
                byStatus[Exchange.CANCELLED],
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
