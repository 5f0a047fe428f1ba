package io.overlap.batcher.simulation;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The last events of a run, and the first promise that it broke. Costs nothing until a run is repeated to be read. */
final class Trace {
    private static final int KEPT = Integer.getInteger("overlap.events", 80);

    private final boolean on;
    private final LongSupplier nanos;
    private final ArrayDeque<String> events = new ArrayDeque<>();
    private String violation = "";

    Trace(boolean on, LongSupplier nanos) {
        this.on = on;
        this.nanos = nanos;
    }

    void event(Supplier<String> what) {
        if (on) {
            if (events.size() == KEPT) {
                events.remove();
            }
            events.add(nanos.getAsLong() / 1_000 + " us  " + what.get());
        }
    }

    /** Keeps the first; an engine may swallow what is thrown in its user's code, so it is thrown in {@link #check}. */
    void violated(String promise) {
        if (violation.isEmpty()) {
            violation = promise;
            event(() -> "VIOLATED: " + promise);
        }
    }

    void check() {
        if (!violation.isEmpty()) {
            throw new Violation(violation);
        }
    }

    void require(boolean holds, Supplier<String> promise) {
        if (!holds) {
            violated(promise.get());
        }
    }

    List<String> events() {
        return List.copyOf(events);
    }
}
