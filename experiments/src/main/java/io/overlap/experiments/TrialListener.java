package io.overlap.experiments;

import java.util.Map;

/** Hears how an experiment goes on. Called by one thread at a time. */
public interface TrialListener {
    /** A trial begins; {@code position} of {@code trials}, from 1, warm-up included. */
    default void trialStarted(String trial, int position, int trials) {}

    /** Results so far, now and then. */
    default void progress(String trial, long results, long requests) {}

    /** How long the trial that begins next and all after it will take, about. */
    default void remaining(double seconds) {}

    default void trialEnded(String trial, long results, long failed, double seconds) {}

    /** Every request of a trial failed, so the rest is not run. */
    default void gaveUp(String trial, Map<String, Long> failures) {}
}
