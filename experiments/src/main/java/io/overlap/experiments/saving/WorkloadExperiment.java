package io.overlap.experiments.saving;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Experiment;
import io.overlap.experiments.Machine;
import io.overlap.experiments.TrialListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Question: how much longer does a program take that saves each result of its heavy computing? Each task is a bcrypt hash of ten random
 * letters, each result one request to the delay server. One run per object.
 */
public final class WorkloadExperiment implements Experiment {
    private static final List<Variant> VARIANTS =
            List.of(Variant.NONE, Variant.FILE, Variant.SERIAL, Variant.BOOK, Variant.OURS);
    private static final int SERIAL_ITEMS = 25; // then it is scaled
    private static final int LETTERS = 10;
    private static final int WARM_UP_ITEMS = 300;
    private static final int WARM_UP_COST = 6;

    private final WorkloadOptions options;
    private final TrialListener listener;
    private final Map<WorkloadOptions.Task, Map<Variant, List<SavingTrial>>> trials = new LinkedHashMap<>();
    private final Random random = new Random();
    private int position;
    private int steps;
    private double secondsPerUnit; // of the last trial; a unit is a hash of cost 0
    private double unitsLeft;
    private double waitingLeft; // seconds

    private volatile boolean stopped;

    public WorkloadExperiment(WorkloadOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Runs all trials, or those that end before a {@link #stop}.
     *
     * @throws CannotRunException if the server cannot be had
     */
    @Override
    public WorkloadRun run() throws InterruptedException, CannotRunException {
        try (SaveServer server = SaveServer.start()) {
            Machine.Before before = Machine.before();
            double cpuBefore = server.cpuSeconds();
            int each = VARIANTS.stream().mapToInt(options::reps).sum();
            steps = 2 + each * options.tasks().size();
            plan();
            warmUp(server);
            for (int k = 0; k < options.reps(); k++) {
                round(server, k);
            }
            Machine machine = before.after(server.transport(), server.cpuSeconds() - cpuBefore);
            return WorkloadRun.of(options, machine, rows(), stopped);
        }
    }

    /** What there is to do, so that it can be told how long it still takes. */
    private void plan() {
        for (WorkloadOptions.Task task : options.tasks()) {
            for (Variant variant : VARIANTS) {
                unitsLeft += options.reps(variant) * units(task, variant);
                waitingLeft += options.reps(variant) * waiting(task, variant);
            }
        }
    }

    /** One more of cost is twice the work. */
    private static double units(WorkloadOptions.Task task, Variant variant) {
        return timed(task, variant) * Math.pow(2, task.cost());
    }

    /** Seconds in which nothing is computed. */
    private double waiting(WorkloadOptions.Task task, Variant variant) {
        double delay = options.delay().toNanos() / 1e9;
        return switch (variant) {
            case SERIAL -> timed(task, variant) * delay;
            case BOOK -> Math.ceil((double) task.items() / SaveServer.CAP) * delay;
            default -> 0;
        };
    }

    private static int timed(WorkloadOptions.Task task, Variant variant) {
        return variant == Variant.SERIAL ? Math.min(SERIAL_ITEMS, task.items()) : task.items();
    }

    /** Code is compiled and connections are open. */
    private void warmUp(SaveServer server) throws CannotRunException, InterruptedException {
        WorkloadOptions.Task task = new WorkloadOptions.Task(WARM_UP_COST, WARM_UP_ITEMS);
        for (Variant variant : List.of(Variant.BOOK, Variant.OURS)) {
            if (!stopped) {
                timed(server, task, variant, "warm-up");
            }
        }
    }

    /** The costs one after the other; at each the variants in random order, so that those to be compared are near each other. */
    private void round(SaveServer server, int k) throws CannotRunException, InterruptedException {
        List<WorkloadOptions.Task> tasks = new ArrayList<>(options.tasks());
        Collections.shuffle(tasks, random);
        for (WorkloadOptions.Task task : tasks) {
            for (Variant variant : shuffled()) {
                if (!stopped && k < options.reps(variant)) {
                    listener.remaining(unitsLeft * secondsPerUnit + waitingLeft);
                    SavingTrial trial = timed(server, task, variant, Integer.toString(k + 1));
                    unitsLeft -= units(task, variant);
                    waitingLeft -= waiting(task, variant);
                    if (!stopped) {
                        trials.computeIfAbsent(task, any -> new EnumMap<>(Variant.class))
                                .computeIfAbsent(variant, any -> new ArrayList<>())
                                .add(trial);
                    }
                }
            }
        }
    }

    /** No saving and ours side by side, since they are compared, and the others before or after them. */
    private List<Variant> shuffled() {
        List<Variant> pair = new ArrayList<>(List.of(Variant.NONE, Variant.OURS));
        Collections.shuffle(pair, random);
        List<Variant> all = new ArrayList<>(VARIANTS);
        all.removeAll(pair);
        Collections.shuffle(all, random);
        all.addAll(random.nextInt(all.size() + 1), pair);
        return all;
    }

    private SavingTrial timed(SaveServer server, WorkloadOptions.Task task, Variant variant, String round)
            throws CannotRunException, InterruptedException {
        String id = variant + "-cost-" + task.cost() + "-" + round;
        listener.trialStarted(id, ++position, steps);
        SavingTrial trial = trial(server, task, variant, id);
        if (!stopped) { // else it is not whole, and does not count
            secondsPerUnit = Math.max(0, trial.seconds() - waiting(task, variant)) / units(task, variant);
            listener.trialEnded(id, trial.items(), trial.equalWork() ? 0 : 1, trial.seconds());
        }
        return trial;
    }

    private SavingTrial trial(SaveServer server, WorkloadOptions.Task task, Variant variant, String id)
            throws CannotRunException, InterruptedException {
        int items = timed(task, variant);
        String name = "t" + position;
        if (variant == Variant.FILE) {
            try (FileSaver file = new FileSaver()) {
                double seconds = compute(id, task.cost(), items, file);
                return new SavingTrial(seconds, items, file.proof());
            }
        }
        double seconds = compute(id, task.cost(), items, server.saver(variant, name, options.delay()));
        return new SavingTrial(seconds, items, variant == Variant.NONE ? null : server.proof(name));
    }

    /** From the first hash to the last save acknowledged. A stop ends it early: that trial does not count. */
    private double compute(String id, int cost, int items, Saver saver) throws InterruptedException {
        BCrypt.Hasher hasher = BCrypt.withDefaults();
        long start = System.nanoTime();
        for (int i = 0; i < items && !stopped; i++) {
            saver.save(hasher.hashToString(cost, letters()));
            listener.progress(id, i + 1, items);
        }
        saver.finish();
        return (System.nanoTime() - start) / 1e9;
    }

    private char[] letters() {
        char[] letters = new char[LETTERS];
        for (int i = 0; i < LETTERS; i++) {
            letters[i] = (char) ('a' + random.nextInt('z' - 'a' + 1));
        }
        return letters;
    }

    private List<WorkloadRow> rows() {
        List<WorkloadRow> rows = new ArrayList<>();
        for (WorkloadOptions.Task task : options.tasks()) {
            Map<Variant, List<SavingTrial>> own = trials.getOrDefault(task, Map.of());
            for (Variant variant : VARIANTS) {
                List<SavingTrial> done = own.getOrDefault(variant, List.of());
                if (!done.isEmpty()) {
                    rows.add(WorkloadRow.of(task, variant, done, own.getOrDefault(Variant.NONE, List.of())));
                }
            }
        }
        return rows;
    }

    /** Ends the run at once; the trial under way is not counted. */
    @Override
    public void stop() {
        stopped = true;
    }
}
