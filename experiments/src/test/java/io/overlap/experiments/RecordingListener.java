package io.overlap.experiments;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Notes what it hears, and may act on it. */
public final class RecordingListener implements TrialListener {
    public final List<String> started = new CopyOnWriteArrayList<>();
    public final List<String> ended = new CopyOnWriteArrayList<>();
    public final List<String> failed = new CopyOnWriteArrayList<>(); // of the ended, those with a failure
    public final List<Integer> positions = new CopyOnWriteArrayList<>();
    final List<String> gaveUp = new CopyOnWriteArrayList<>();

    private volatile int announced;
    private volatile Consumer<String> onStart = trial -> {};
    private volatile Consumer<String> onResults = trial -> {};

    /** Trials in all, as told last. */
    public int announced() {
        return announced;
    }

    /** Acts when a trial begins. */
    public void onStart(Consumer<String> action) {
        onStart = action;
    }

    /** Acts when a trial has had a result. */
    void onResults(Consumer<String> action) {
        onResults = action;
    }

    @Override
    public void trialStarted(String trial, int position, int trials) {
        started.add(trial);
        positions.add(position);
        announced = trials;
        onStart.accept(trial);
    }

    @Override
    public void progress(String trial, long results, long requests) {
        if (results > 0) {
            onResults.accept(trial);
        }
    }

    @Override
    public void trialEnded(String trial, long results, long failures, double seconds) {
        ended.add(trial);
        if (failures > 0) {
            failed.add(trial);
        }
    }

    @Override
    public void gaveUp(String trial, Map<String, Long> failures) {
        gaveUp.add(trial + " " + failures);
    }
}
