package io.overlap.experiments.saving;

import io.overlap.experiments.TrialListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Notes which trials ran, and may act when one begins. */
final class Heard implements TrialListener {
    final List<String> started = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    int announced; // trials in all, as told last
    private BiConsumer<String, Integer> onStart = (trial, position) -> {};

    /** Acts when a trial begins, with its name and position. */
    void onStart(BiConsumer<String, Integer> action) {
        onStart = action;
    }

    @Override
    public void trialStarted(String trial, int position, int trials) {
        started.add(trial);
        announced = trials;
        onStart.accept(trial, position);
    }

    @Override
    public void trialEnded(String trial, long results, long failed, double seconds) {
        ended.add(trial + (failed > 0 ? " failed" : ""));
    }
}
