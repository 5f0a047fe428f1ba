package io.overlap.experiments.rows;

import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.Experiment;
import io.overlap.experiments.Machine;
import io.overlap.experiments.StorageException;
import io.overlap.experiments.TrialListener;
import io.overlap.experiments.database.Database;
import io.overlap.experiments.database.DatabaseUrl;
import io.overlap.experiments.rows.RowsCase.Who;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Question: how fast do rows get into PostgreSQL and SQLite, by a hand-written loop and by the batcher over the same statements, and
 * what do sorted batches do to upserts that overlap? One run per object.
 */
public final class RowsExperiment implements Experiment {
    private static final double WARM_UP_SECONDS = 0.3;
    private static final int GUESS_BATCHES = 30;

    private final RowsOptions options;
    private final TrialListener listener;
    private final Map<Database.Kind, Place> places = new EnumMap<>(Database.Kind.class);
    private final Map<RowsCase, Long> sizes = new HashMap<>(); // rows of a trial, by the hand-written case
    private final Map<RowsCase, List<RowsRow.Trial>> trials = new LinkedHashMap<>();
    private final List<DeadlockRow> deadlocks = new ArrayList<>();
    private int position; // of the trial under way, from 1
    private int steps;

    private volatile boolean stopped;

    private record Place(Database database, RowsTables tables) implements AutoCloseable {
        @Override
        public void close() {
            try (database) {
                tables.close();
            }
        }
    }

    public RowsExperiment(RowsOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Runs all trials, or those that end before a {@link #stop}.
     *
     * @throws CannotRunException if a database cannot be had
     * @throws StorageException if one fails in the middle
     */
    @Override
    public RowsRun run() throws InterruptedException, CannotRunException {
        try {
            for (DatabaseUrl url : options.into()) {
                open(url);
            }
            Machine.Before before = Machine.before();
            double cpuBefore = serversCpuSeconds();
            List<RowsCase> cases = cases();
            steps = cases.size() * (1 + options.reps()) + (upserts() ? 2 : 0);
            warmUp(cases);
            Random random = new Random();
            for (int k = 1; k <= options.reps(); k++) {
                Collections.shuffle(cases, random);
                for (RowsCase how : cases) {
                    trial(how, k);
                }
            }
            if (upserts()) {
                deadlocks();
            }
            return result(before.after(null, serversCpuSeconds() - cpuBefore));
        } finally {
            places.values().forEach(Place::close);
        }
    }

    private double serversCpuSeconds() {
        return places.values().stream()
                .mapToDouble(place -> place.database.cpuSeconds())
                .sum();
    }

    private void open(DatabaseUrl url) throws CannotRunException {
        Database database = Database.open(url, DeadlockTrial.IN_FLIGHT);
        try {
            places.put(database.kind(), new Place(database, RowsTables.make(database)));
        } catch (CannotRunException e) {
            database.close();
            throw e;
        }
    }

    private List<RowsCase> cases() {
        List<RowsCase> cases = new ArrayList<>();
        for (Database.Kind kind : places.keySet()) {
            for (RowsCase how : options.cases(kind)) {
                cases.add(how.by(Who.HAND_WRITTEN));
                cases.add(how.by(Who.OURS));
            }
        }
        return cases;
    }

    private boolean upserts() {
        return options.deadlocks() > 0 && places.containsKey(Database.Kind.POSTGRESQL);
    }

    /** The code is compiled, the connections are open, and how many rows make a trial is known: of the hand-written loop's speed. */
    private void warmUp(List<RowsCase> cases) throws InterruptedException {
        for (RowsCase how : cases) {
            RowsCase byHand = how.by(Who.HAND_WRITTEN);
            long round = (long) how.batchRows() * how.connections();
            long guess = sizes.getOrDefault(byHand, GUESS_BATCHES * round);
            listener.trialStarted(how.id() + "-warm-up", ++position, steps);
            RowsRow.Trial first = stopped ? null : run(how, guess);
            if (first != null && how.equals(byHand)) {
                RowsRow.Trial second = run(how, rounded(first.perSecond() * WARM_UP_SECONDS, round));
                double perSecond = second == null ? first.perSecond() : second.perSecond();
                sizes.put(byHand, rounded(perSecond * options.trialMillis() / 1e3, round));
            }
        }
    }

    private static long rounded(double rows, long round) {
        return Math.max(1, Math.round(rows / round)) * round;
    }

    private RowsRow.@Nullable Trial run(RowsCase how, long rows) throws InterruptedException {
        Place place = place(how.how().kind());
        return RowsTrial.run(place.database, place.tables, how, rows, () -> stopped);
    }

    private Place place(Database.Kind kind) {
        return Objects.requireNonNull(places.get(kind), kind::toString);
    }

    private void trial(RowsCase how, int k) throws InterruptedException {
        if (stopped) {
            return;
        }
        String id = how.id() + "-" + k;
        listener.trialStarted(id, ++position, steps);
        RowsRow.Trial done = run(how, Objects.requireNonNull(sizes.get(how.by(Who.HAND_WRITTEN))));
        if (done != null) {
            trials.computeIfAbsent(how, any -> new ArrayList<>()).add(done);
            listener.trialEnded(
                    id, done.rows(), done.equalWork() ? 0 : Math.abs(done.rows() - done.distinct()), done.seconds());
        }
    }

    private void deadlocks() throws InterruptedException {
        Place place = place(Database.Kind.POSTGRESQL);
        List<TableRow> rows = DeadlockTrial.rows(new Random().nextLong());
        limit(place);
        listener.trialStarted("deadlocks-naive", ++position, steps);
        DeadlockRow naive = stopped
                ? null
                : DeadlockTrial.naive(place.database, place.tables, rows, options.deadlocks(), () -> stopped);
        if (naive == null) {
            return;
        }
        deadlocks.add(naive);
        listener.trialStarted("deadlocks-sorted", ++position, steps);
        DeadlockRow sorted = DeadlockTrial.sorted(place.database, place.tables, rows, naive.rows(), () -> stopped);
        if (sorted != null) {
            deadlocks.add(sorted);
        }
    }

    private static void limit(Place place) {
        try {
            place.database.limit(DeadlockTrial.IN_FLIGHT);
        } catch (SQLException e) {
            throw place.database.failed("opening connections", e);
        }
    }

    private RowsRun result(Machine machine) {
        List<RowsRow> rows = new ArrayList<>();
        for (RowsCase how : cases()) {
            List<RowsRow.Trial> own = trials.getOrDefault(how, List.of());
            if (!own.isEmpty()) {
                rows.add(RowsRow.of(how, place(how.how().kind()).database.display(), own));
            }
        }
        List<Map<String, String>> settings =
                places.values().stream().map(place -> place.database.settings()).toList();
        boolean given = options.into().stream().anyMatch(DatabaseUrl.Postgres.class::isInstance);
        return RowsRun.of(options, machine, settings, rows, deadlocks, given, stopped);
    }

    /** Ends the run soon; the trial under way is not counted. */
    @Override
    public void stop() {
        stopped = true;
    }
}
