package io.overlap.experiments;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Notes what it hears, and may act on it. */
final class RecordingListener implements TrialListener {
    final List<String> started = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    final List<Integer> positions = new CopyOnWriteArrayList<>();
    final List<String> gaveUp = new CopyOnWriteArrayList<>();

    private volatile Consumer<String> onStart = trial -> {};
    private volatile Consumer<String> onResults = trial -> {};

    /** Acts when a trial begins. */
    void onStart(Consumer<String> action) {
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
        onStart.accept(trial);
    }

    @Override
    public void progress(String trial, long results, long requests) {
        if (results > 0) {
            onResults.accept(trial);
        }
    }

    @Override
    public void trialEnded(String trial, long results, long failed, double seconds) {
        ended.add(trial);
    }

    @Override
    public void gaveUp(String trial, Map<String, Long> failures) {
        gaveUp.add(trial + " " + failures);
    }
}
