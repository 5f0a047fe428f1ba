package io.overlap.testserver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server remembers: its counts, those of its last trials, and the chronology. */
final class Ledger {
    /** Trials beyond this push out the oldest; their exchanges stay in the chronology. */
    static final int MAX_TRIALS = 256;

    final Chronology chronology;

    // Guarded by this. A reset replaces them, so that what arrived before it ends in the counts it began in.
    private Counters total = new Counters("");
    private Map<String, Counters> trials = new LinkedHashMap<>();

    Ledger(int record) {
        chronology = new Chronology(record);
    }

    /** Opens the entry of a request that has just arrived. */
    synchronized Entry arrived(String trial, int connection, long arrivedNanos) {
        Counters ofTrial = countersOf(trial);
        String shared = ofTrial == null ? "" : ofTrial.trial;
        Entry entry = new Entry(shared, connection, arrivedNanos, chronology.epoch(), total, ofTrial);
        entry.total.arrived();
        if (entry.ofTrial != null) {
            entry.ofTrial.arrived();
        }
        return entry;
    }

    private @Nullable Counters countersOf(String trial) {
        if (trial.isEmpty()) {
            return null;
        }
        Counters counters = trials.get(trial);
        if (counters == null) {
            if (trials.size() == MAX_TRIALS) {
                trials.remove(trials.keySet().iterator().next());
            }
            counters = new Counters(trial);
            trials.put(trial, counters);
        }
        return counters;
    }

    synchronized Counters total() {
        return total;
    }

    /** Returns the counts of a trial; null if no such trial is remembered. */
    synchronized @Nullable Counters trial(String trial) {
        return trials.get(trial);
    }

    synchronized void reset() {
        total = new Counters("");
        trials = new LinkedHashMap<>();
        chronology.reset();
    }

    /** One request, from its arrival to its one outcome. Owned by the connection's event loop. */
    final class Entry {
        final String trial;
        final int connection;
        final long arrivedNanos;
        final int epoch;
        final Counters total;
        final @Nullable Counters ofTrial;
        String name = "";
        long queueNanos; // until it was served
        long deadlineNanos;
        private boolean ended;

        private Entry(
                String trial,
                int connection,
                long arrivedNanos,
                int epoch,
                Counters total,
                @Nullable Counters ofTrial) {
            this.trial = trial;
            this.connection = connection;
            this.arrivedNanos = arrivedNanos;
            this.epoch = epoch;
            this.total = total;
            this.ofTrial = ofTrial;
            deadlineNanos = arrivedNanos;
        }

        /** Tells its outcome, the first one told. */
        void answered(int status, long now) {
            if (ended) {
                return;
            }
            ended = true;
            total.answered(status, now - deadlineNanos);
            if (ofTrial != null) {
                ofTrial.answered(status, now - deadlineNanos);
            }
            keep(status, now);
        }

        /** The client has gone, unless it was answered. */
        void cancelled(long now) {
            if (ended) {
                return;
            }
            ended = true;
            total.cancelled();
            if (ofTrial != null) {
                ofTrial.cancelled();
            }
            keep(Exchange.CANCELLED, now);
        }

        void injected(Fault fault) {
            total.injected(fault);
            if (ofTrial != null) {
                ofTrial.injected(fault);
            }
        }

        private void keep(int status, long now) {
            chronology.add(epoch, trial, connection, name, arrivedNanos, queueNanos, deadlineNanos, now, status);
        }
    }
}
