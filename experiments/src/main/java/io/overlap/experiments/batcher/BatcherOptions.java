package io.overlap.experiments.batcher;

import java.util.List;

/**
 * How the batcher is to be measured.
 *
 * @param durationsMillis how long the writer takes, each for a measurement of the bound
 * @param loads shares of the bound at which items come
 * @param lingersMillis how long an item waits for others, each at every load
 * @param reps trials of each
 * @param trialMillis how long items come in a trial
 * @param faults what goes wrong, each in a trial
 * @param closeMillis the time that close is given then
 */
public record BatcherOptions(
        List<Integer> durationsMillis,
        List<Double> loads,
        List<Integer> lingersMillis,
        int reps,
        int trialMillis,
        List<Fault> faults,
        int closeMillis) {

    private static final List<Integer> DURATIONS = List.of(1, 5, 50);
    private static final List<Integer> LINGERS = List.of(0, 5);
    private static final List<Fault> ALL = List.of(Fault.values());
    private static final int CLOSE_MILLIS = 2_000;

    public static final BatcherOptions DEFAULT = new BatcherOptions(
            DURATIONS, List.of(0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95), LINGERS, 5, 2_000, ALL, CLOSE_MILLIS);

    /** The same in miniature: some 15 seconds. */
    public static final BatcherOptions QUICK =
            new BatcherOptions(DURATIONS, List.of(0.005, 0.01, 0.1, 0.5, 0.95), LINGERS, 1, 600, ALL, CLOSE_MILLIS);

    public BatcherOptions {
        durationsMillis = durationsMillis.stream().distinct().toList();
        loads = loads.stream().distinct().toList();
        lingersMillis = lingersMillis.stream().distinct().toList();
        faults = faults.stream().distinct().toList();
        for (int millis : durationsMillis) {
            if (millis < 1) {
                throw new IllegalArgumentException("writer's duration < 1 ms: " + millis);
            }
        }
        for (double load : loads) {
            if (!(load > 0 && load < 1)) {
                throw new IllegalArgumentException("load not between 0 and 1: " + load);
            }
        }
        for (int millis : lingersMillis) {
            if (millis < 0) {
                throw new IllegalArgumentException("linger is negative: " + millis);
            }
        }
        if (reps < 1) {
            throw new IllegalArgumentException("reps < 1: " + reps);
        }
        if (trialMillis < 1) {
            throw new IllegalArgumentException("trial's time < 1 ms: " + trialMillis);
        }
        if (closeMillis < 1) {
            throw new IllegalArgumentException("time to close < 1 ms: " + closeMillis);
        }
    }

    public BatcherOptions withReps(int value) {
        return new BatcherOptions(durationsMillis, loads, lingersMillis, value, trialMillis, faults, closeMillis);
    }

    /** Trials of one repetition. */
    int trials() {
        return durationsMillis.size() + loads.size() * lingersMillis.size() + faults.size();
    }
}
