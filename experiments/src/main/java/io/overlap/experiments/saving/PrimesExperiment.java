package io.overlap.experiments.saving;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Experiment;
import io.overlap.experiments.Interval;
import io.overlap.experiments.Machine;
import io.overlap.experiments.TrialListener;
import io.overlap.experiments.database.DatabaseUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Question: what does saving cost a program that computes? Primes are found and each saved: not at all, one by one, by the book's
 * batcher, which stops the program to save, and by ours, which does not; at the delay server and in databases; and where
 * computing and saving take equally long. One run per object.
 */
public final class PrimesExperiment implements Experiment {
    static final String SERVER = "server";

    private static final int SERIAL_REPS = 2;
    private static final int DATABASE_REPS = 3;
    private static final int PROBES = 3;
    private static final long FIRST_GUESS = 1L << 36;

    private final PrimesOptions options;
    private final TrialListener listener;
    private final Map<PrimesCase, List<SavingTrial>> trials = new LinkedHashMap<>();
    private final Random random = new Random();
    private int position;
    private int steps;

    private volatile boolean stopped;

    public PrimesExperiment(PrimesOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Runs all trials, or those that end before a {@link #stop}.
     *
     * @throws CannotRunException if the server or a database cannot be had
     */
    @Override
    public PrimesRun run() throws InterruptedException, CannotRunException {
        List<SaveDatabase> databases = new ArrayList<>();
        try (SaveServer server = SaveServer.start()) {
            for (DatabaseUrl url : options.into()) {
                databases.add(SaveDatabase.open(url));
            }
            Machine.Before before = Machine.before();
            double cpuBefore = cpuSeconds(server, databases);
            List<PrimesCase> sizes = sizes();
            List<PrimesCase> stored = stored(databases);
            steps = options.warmup()
                    + repetitions(sizes)
                    + stored.size() * databaseReps()
                    + 4 * options.reps()
                    + 2 * PROBES;
            warmUp(server);
            repeat(sizes, options.reps(), how -> onServer(server, how));
            for (SaveDatabase database : databases) {
                List<PrimesCase> own = stored.stream()
                        .filter(how -> how.into().equals(database.name()))
                        .toList();
                repeat(own, databaseReps(), how -> onDatabase(database, how));
            }
            balance(server);
            double used = cpuSeconds(server, databases) - cpuBefore;
            return result(before.after(server.transport(), used), databases);
        } finally {
            databases.forEach(SaveDatabase::close);
        }
    }

    private static double cpuSeconds(SaveServer server, List<SaveDatabase> databases) {
        return server.cpuSeconds()
                + databases.stream().mapToDouble(SaveDatabase::cpuSeconds).sum();
    }

    private List<PrimesCase> sizes() {
        List<PrimesCase> cases = new ArrayList<>();
        for (int power : options.powers()) {
            long limit = 1L << power;
            int items = Primes.countBelow(limit);
            for (Variant variant : List.of(Variant.NONE, Variant.SERIAL, Variant.BOOK, Variant.OURS)) {
                cases.add(new PrimesCase("sizes", SERVER, variant, 2, limit, items));
            }
        }
        return cases;
    }

    private List<PrimesCase> stored(List<SaveDatabase> databases) {
        List<PrimesCase> cases = new ArrayList<>();
        for (SaveDatabase database : databases) {
            for (int power : options.powers()) {
                long limit = 1L << power;
                int items = Primes.countBelow(limit);
                cases.add(new PrimesCase("database", database.name(), Variant.SERIAL, 2, limit, items));
                cases.add(new PrimesCase("database", database.name(), Variant.OURS, 2, limit, items));
            }
        }
        return cases;
    }

    private int databaseReps() {
        return Math.min(options.reps(), DATABASE_REPS);
    }

    private int repsOf(PrimesCase how, int reps) {
        return how.scaled() || (how.variant() == Variant.SERIAL && how.into().equals(SERVER))
                ? Math.min(reps, SERIAL_REPS)
                : reps;
    }

    private int repetitions(List<PrimesCase> cases) {
        return cases.stream().mapToInt(how -> repsOf(how, options.reps())).sum();
    }

    /** A trial of one case. */
    private interface Runner {
        SavingTrial run(PrimesCase how) throws CannotRunException, InterruptedException;
    }

    private void repeat(List<PrimesCase> cases, int reps, Runner runner)
            throws CannotRunException, InterruptedException {
        List<PrimesCase> shuffled = new ArrayList<>(cases);
        for (int k = 0; k < reps; k++) {
            Collections.shuffle(shuffled, random);
            for (PrimesCase how : shuffled) {
                if (!stopped && k < repsOf(how, reps)) {
                    keep(how, runner);
                }
            }
        }
    }

    private SavingTrial keep(PrimesCase how, Runner runner) throws CannotRunException, InterruptedException {
        SavingTrial trial = timed(how, runner);
        trials.computeIfAbsent(how, any -> new ArrayList<>()).add(trial);
        return trial;
    }

    private SavingTrial timed(PrimesCase how, Runner runner) throws CannotRunException, InterruptedException {
        listener.trialStarted(how.id(), ++position, steps);
        SavingTrial trial = runner.run(how);
        listener.trialEnded(how.id(), trial.items(), trial.equalWork() ? 0 : 1, trial.seconds());
        return trial;
    }

    /** Code is compiled and a hundred connections are open. */
    private void warmUp(SaveServer server) throws CannotRunException, InterruptedException {
        int items = Primes.countBelow(1L << options.powers().getLast());
        for (int k = 0; k < options.warmup() && !stopped; k++) {
            Variant variant = k % 2 == 0 ? Variant.OURS : Variant.BOOK;
            PrimesCase how = new PrimesCase(
                    "warm-up", SERVER, variant, 2, 1L << options.powers().getLast(), items);
            timed(how, any -> onServer(server, any));
        }
    }

    private SavingTrial onServer(SaveServer server, PrimesCase how) throws CannotRunException, InterruptedException {
        String trial = "t" + position;
        Saver saver = server.saver(how.variant(), trial, options.delay());
        double seconds = find(how, saver);
        return new SavingTrial(seconds, how.timed(), how.variant() == Variant.NONE ? null : server.proof(trial));
    }

    private static SavingTrial onDatabase(SaveDatabase database, PrimesCase how) throws InterruptedException {
        database.empty();
        double seconds = find(how, database.saver(how.variant()));
        return new SavingTrial(seconds, how.timed(), database.proof());
    }

    /** Finds the primes and saves each; returns how long that took, the last save acknowledged. */
    private static double find(PrimesCase how, Saver saver) throws InterruptedException {
        long start = System.nanoTime();
        int found = 0;
        for (long number = how.from(); found < how.timed(); number++) {
            if (Primes.isPrime(number)) {
                found++;
                saver.save(Long.toString(number));
            }
        }
        saver.finish();
        return (System.nanoTime() - start) / 1e9;
    }

    /** So many primes, from where on finding them takes as long as saving them. */
    private void balance(SaveServer server) throws CannotRunException, InterruptedException {
        int items = options.balanced();
        List<Double> saving = new ArrayList<>();
        for (int k = 0; k < PROBES && !stopped; k++) {
            PrimesCase probe = new PrimesCase("probe", SERVER, Variant.SAVING, 2, 0, items);
            saving.add(timed(probe, how -> saving(server, how)).seconds());
        }
        if (stopped) {
            return;
        }
        double target = Interval.of(saving).median();
        seconds(balanced(Variant.NONE, FIRST_GUESS, items / 10)); // so that it is compiled
        long from = Balance.from(
                FIRST_GUESS, target, number -> stopped ? target : seconds(balanced(Variant.NONE, number, items)));
        List<PrimesCase> cases = new ArrayList<>();
        for (Variant variant : List.of(Variant.NONE, Variant.SAVING, Variant.BOOK, Variant.OURS)) {
            cases.add(balanced(variant, from, items));
        }
        repeat(
                cases,
                options.reps(),
                how -> how.variant() == Variant.SAVING ? saving(server, how) : onServer(server, how));
    }

    private static double seconds(PrimesCase how) {
        try {
            return find(how, Saver.none());
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
    }

    private static PrimesCase balanced(Variant variant, long from, int items) {
        return new PrimesCase("balanced", SERVER, variant, from, 0, items);
    }

    /** The saving alone: as many items, known before. */
    private SavingTrial saving(SaveServer server, PrimesCase how) throws CannotRunException, InterruptedException {
        String trial = "t" + position;
        Saver saver = server.saver(Variant.OURS, trial, options.delay());
        long start = System.nanoTime();
        for (int i = 0; i < how.items(); i++) {
            saver.save(Integer.toString(i));
        }
        saver.finish();
        return new SavingTrial((System.nanoTime() - start) / 1e9, how.items(), server.proof(trial));
    }

    private PrimesRun result(Machine machine, List<SaveDatabase> databases) {
        List<PrimesRow> rows = new ArrayList<>();
        trials.forEach((how, own) -> rows.add(PrimesRow.of(how, ideal(how), own)));
        rows.sort(PrimesRow.IN_ORDER);
        List<Map<String, String>> settings =
                databases.stream().map(SaveDatabase::settings).toList();
        return PrimesRun.of(options, machine, settings, rows, stopped);
    }

    /** The server's answers take this long, however fast all else is. */
    private @Nullable Double ideal(PrimesCase how) {
        if (!how.into().equals(SERVER) || how.variant() == Variant.NONE) {
            return null;
        }
        double rounds = Math.ceil((double) how.items() / SaveServer.CAP);
        return rounds * options.delay().toNanos() / 1e9;
    }

    /** Ends the run soon; the trial under way is still counted. */
    @Override
    public void stop() {
        stopped = true;
    }
}
