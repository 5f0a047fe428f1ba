package io.overlap.experiments.batcher;

import io.overlap.experiments.Experiment;
import io.overlap.experiments.Machine;
import io.overlap.experiments.TrialListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Question: how near does the batcher come to what its writer allows, what does it add to the time of an item, and what is lost
 * when a writer goes wrong? All in this process, with a writer whose time is known. One run per object.
 */
public final class BatcherExperiment implements Experiment {
    private final BatcherOptions options;
    private final TrialListener listener;
    private final Map<Integer, List<BoundRow.Trial>> bounds = new LinkedHashMap<>();
    private final Map<Load, List<LoadRow.Trial>> loads = new LinkedHashMap<>();
    private final Map<Fault, List<ChaosRow.Trial>> chaos = new LinkedHashMap<>();
    private double boundPerSecond; // at the duration of the loads
    private int position; // of the trial under way, from 1

    private volatile boolean stopped;

    private record Load(double share, int lingerMillis) {}

    /** One trial, as often as it is repeated. */
    private record Step(String name, Work work) {}

    @FunctionalInterface
    private interface Work {
        /** Returns how many items went otherwise than saved, beyond what was the trial's fault; null if stopped. */
        @Nullable
        Long run() throws InterruptedException;
    }

    public BatcherExperiment(BatcherOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /** Runs all trials, or those that end before a {@link #stop}. */
    @Override
    public BatcherRun run() throws InterruptedException {
        Machine.Before before = Machine.before();
        warmUp();
        List<Step> steps = steps();
        Random random = new Random();
        for (int k = 1; k <= options.reps() && !stopped; k++) {
            Collections.shuffle(steps, random);
            for (Step step : steps) {
                trial(step, k);
            }
        }
        return BatcherRun.of(
                options, before.after(null, 0), boundPerSecond, boundRows(), loadRows(), chaosRows(), stopped);
    }

    /** The code is compiled, and how long the writer really takes is known. */
    private void warmUp() throws InterruptedException {
        int millis = options.trialMillis();
        BoundTrial.run(LoadTrial.WRITER_MILLIS, millis, () -> stopped);
        BoundRow.Trial measured = BoundTrial.run(LoadTrial.WRITER_MILLIS, millis, () -> stopped);
        boundPerSecond = measured == null ? BoundTrial.bound(LoadTrial.WRITER_MILLIS) : measured.boundPerSecond();
        LoadTrial.run(boundPerSecond / 2, 0, millis, () -> stopped);
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int duration : options.durationsMillis()) {
            steps.add(new Step("bound-" + duration + "ms", () -> {
                BoundRow.Trial done = BoundTrial.run(duration, options.trialMillis(), () -> stopped);
                add(bounds, duration, done);
                return done == null ? null : done.notSaved();
            }));
        }
        for (double share : options.loads()) {
            for (int linger : options.lingersMillis()) {
                steps.add(new Step(loadName(share, linger), () -> {
                    LoadRow.Trial done =
                            LoadTrial.run(share * boundPerSecond, linger, options.trialMillis(), () -> stopped);
                    add(loads, new Load(share, linger), done);
                    return done == null ? null : done.notSaved();
                }));
            }
        }
        for (Fault fault : options.faults()) {
            steps.add(new Step("chaos-" + fault, () -> {
                ChaosRow.Trial done = ChaosTrial.run(fault, Duration.ofMillis(options.closeMillis()));
                add(chaos, fault, done);
                return done.lost() + done.hung();
            }));
        }
        return steps;
    }

    private static String loadName(double share, int linger) {
        return String.format(Locale.ROOT, "load-%.1f%%-linger-%dms", share * 100, linger);
    }

    private static <K, V> void add(Map<K, List<V>> trials, K key, @Nullable V done) {
        if (done != null) {
            trials.computeIfAbsent(key, any -> new ArrayList<>()).add(done);
        }
    }

    private void trial(Step step, int k) throws InterruptedException {
        if (stopped) {
            return;
        }
        String id = step.name + "-" + k;
        listener.trialStarted(id, ++position, options.trials() * options.reps());
        Long failed = step.work.run();
        if (failed != null) {
            listener.trialEnded(id, failed, failed, 0);
        }
    }

    private List<BoundRow> boundRows() {
        return options.durationsMillis().stream()
                .filter(bounds::containsKey)
                .map(duration -> BoundRow.of(duration, bounds.getOrDefault(duration, List.of())))
                .toList();
    }

    private List<LoadRow> loadRows() {
        List<LoadRow> rows = new ArrayList<>();
        for (int linger : options.lingersMillis()) {
            for (double share : options.loads()) {
                List<LoadRow.Trial> own = loads.getOrDefault(new Load(share, linger), List.of());
                if (!own.isEmpty()) {
                    rows.add(LoadRow.of(share, linger, own));
                }
            }
        }
        return rows;
    }

    private List<ChaosRow> chaosRows() {
        return options.faults().stream()
                .filter(chaos::containsKey)
                .map(fault -> ChaosRow.of(fault, chaos.getOrDefault(fault, List.of())))
                .toList();
    }

    /** Ends the run as soon as no trial hangs in the air; the trial under way is not counted, but for one of chaos. */
    @Override
    public void stop() {
        stopped = true;
    }
}
