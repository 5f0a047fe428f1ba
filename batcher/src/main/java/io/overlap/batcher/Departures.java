package io.overlap.batcher;

/** Which batch leaves when. Owned by the engine's lock. */
final class Departures<T, R> {
    private final BatchPolicy policy;
    private final long lingerNanos;
    private final Admission<T, R> admission;
    private final Backlog<T, R> backlog;
    private final Waiting<T, R> waiting;
    private final Flight<T, R> flight;
    private final Closing<T, R> closing;

    Departures(
            BatchPolicy policy,
            Admission<T, R> admission,
            Backlog<T, R> backlog,
            Waiting<T, R> waiting,
            Flight<T, R> flight,
            Closing<T, R> closing) {
        this.policy = policy;
        this.lingerNanos = Durations.nanos("maxDelay", policy.maxDelay());
        this.admission = admission;
        this.backlog = backlog;
        this.waiting = waiting;
        this.flight = flight;
        this.closing = closing;
    }

    void turn(long nowNanos) {
        while (flight.hasPlace() && !(flight.gate().isShut() && flight.live() > 0)) {
            if (flight.hasParts()) {
                flight.launchPart(nowNanos);
            } else if (mayLeave(nowNanos)) {
                flight.launch(backlog.take(policy.maxItems(), policy.maxBytes()), null, nowNanos);
            } else {
                return;
            }
        }
    }

    private boolean mayLeave(long nowNanos) {
        Entry<T, R> oldest = backlog.oldest();
        if (oldest == null) {
            return false;
        }
        if (flight.gate().isShut()) {
            return nowNanos - flight.gate().probeAtNanos() >= 0;
        }
        boolean flushed = oldest.epoch != null && oldest.epoch.isClosed();
        if (flushed || isFull() || waiting.size() > 0 || closing.hasBegun()) {
            return true;
        }
        return lingerNanos == 0 ? partialMayLeave() : nowNanos - oldest.stampNanos >= lingerNanos;
    }

    private boolean isFull() {
        return backlog.items() >= policy.maxItems() || backlog.bytes() >= policy.maxBytes();
    }

    private boolean partialMayLeave() {
        return flight.live() < policy.partialInFlight();
    }

    /** Says how many must arrive for a saver to ask for a turn. */
    void publish(long nowNanos) {
        Gate gate = flight.gate();
        boolean probeLater = backlog.items() > 0 && nowNanos - gate.probeAtNanos() < 0;
        boolean shut = gate.isShut() && (flight.live() > 0 || probeLater);
        if (closing.hasBegun()) {
            admission.publish(1, 1);
        } else if (flight.live() == 0 && backlog.items() == 0 && !flight.hasPlace()) {
            admission.publish(1, 1); // all are stuck: the next has its time counted from now on
        } else if (shut || !flight.hasPlace()) {
            admission.publish(
                    policy.maxItems(), Long.MAX_VALUE); // only to be cut into batches by who has them in its cache
        } else if (gate.isShut() || (lingerNanos == 0 ? partialMayLeave() : backlog.items() == 0)) {
            admission.publish(1, 1);
        } else {
            admission.publish(
                    Math.max(1, policy.maxItems() - backlog.items()), Math.max(1, policy.maxBytes() - backlog.bytes()));
        }
    }

    /** Nanoseconds until time lets a batch leave. */
    long nextNanos(long nowNanos) {
        if (!flight.hasPlace()) {
            return Backlog.NEVER;
        }
        long ready = backlog.nextWakeNanos(nowNanos);
        Gate gate = flight.gate();
        if (gate.isShut()) {
            long probe = gate.probeAtNanos() - nowNanos;
            return flight.live() > 0 || probe <= 0
                    ? ready
                    : Math.min(ready, probe); // if it is time there was nothing to send
        }
        Entry<T, R> oldest = backlog.oldest();
        return oldest == null || lingerNanos == 0
                ? ready
                : Math.min(ready, Math.max(0, oldest.stampNanos + lingerNanos - nowNanos));
    }
}
