package io.overlap.testserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What was saved by {@code POST /save}, in all and for each of the last trials. Written by the event loop, read by any thread. */
final class Saves {
    /*
     * Two times at most `capacity` ids are known: in all, and by the remembered trials together. An id is known from its
     * first try, saved or not, because its tries are counted; one that does not fit is refused and counted, and nothing
     * is dropped.
     */
    static final int NO_ROOM = 507;
    private static final int PIECE = 256;

    private final int capacity;

    // Guarded by this.
    private final Map<String, Ids> trials = new LinkedHashMap<>();
    private Ids total = new Ids();
    private int ofTrials; // ids known by the trials
    private int epoch; // how often all was forgotten

    Saves(int capacity) {
        this.capacity = capacity;
    }

    synchronized int epoch() {
        return epoch;
    }

    synchronized void reset() {
        epoch++;
        total = new Ids();
        trials.clear();
        ofTrials = 0;
    }

    /** Saves the items that the plan does not refuse, and returns the status of each. */
    synchronized int[] save(int arrivedInEpoch, String trial, List<String> ids, SavePlan plan) {
        if (arrivedInEpoch != epoch) {
            return new Saves(capacity).save(0, trial, ids, plan); // what was in flight at a reset ends uncounted
        }
        Ids ofTrial = trial.isEmpty() ? null : trial(trial);
        int[] statuses = new int[ids.size()];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = save(ids.get(i), ofTrial, plan);
        }
        return statuses;
    }

    private Ids trial(String trial) {
        Ids ofTrial = trials.get(trial);
        if (ofTrial == null) {
            if (trials.size() == Ledger.MAX_TRIALS) {
                String oldest = trials.keySet().iterator().next();
                Ids forgotten = trials.remove(oldest);
                ofTrials -= forgotten == null ? 0 : forgotten.known.size();
            }
            ofTrial = new Ids();
            trials.put(trial, ofTrial);
        }
        return ofTrial;
    }

    /** Tries and repetitions are those within the trial, so that each trial meets the same failures. */
    private int save(String id, @Nullable Ids ofTrial, SavePlan plan) {
        Ids scope = ofTrial == null ? total : ofTrial;
        boolean newToTrial = ofTrial != null && !ofTrial.known.containsKey(id);
        boolean fits = total.known.containsKey(id) || total.known.size() < capacity;
        if (!fits || (newToTrial && ofTrials == capacity)) {
            total.refused++;
            scope.refused += ofTrial == null ? 0 : 1;
            return NO_ROOM;
        }
        ofTrials += newToTrial ? 1 : 0;
        Item item = scope.item(id);
        int nth = ++item.tries;
        int status = plan.reject().hits(id, nth) ? 422 : plan.retry().hits(id, nth) ? 429 : item.times == 0 ? 201 : 200;
        scope.count(item, status);
        if (ofTrial != null) {
            total.count(total.item(id), status);
        }
        return status;
    }

    /** The counts of a trial, or of all for null; null if no such trial is remembered. */
    synchronized @Nullable Saved saved(@Nullable String trial) {
        Ids ids = trial == null ? total : trials.get(trial);
        return ids == null ? null : new Saved(ids.count, ids.saved.size(), ids.count - ids.saved.size(), ids.refused);
    }

    /** Hands over ids and how often each was saved, in the order of their first save. */
    void forEach(@Nullable String trial, long offset, int limit, BiConsumer<String, Integer> reader) {
        List<String> ids = new ArrayList<>(PIECE);
        int[] times = new int[PIECE];
        long end = offset + limit;
        for (long at = offset; at < end; at += ids.size()) {
            ids.clear();
            read(trial, at, end, ids, times);
            if (ids.isEmpty()) {
                return;
            }
            for (int i = 0; i < ids.size(); i++) {
                reader.accept(ids.get(i), times[i]);
            }
        }
    }

    private synchronized void read(@Nullable String trial, long from, long end, List<String> into, int[] times) {
        Ids ids = trial == null ? total : trials.get(trial);
        for (long at = from; ids != null && at < Math.min(end, ids.saved.size()) && into.size() < PIECE; at++) {
            Item item = ids.saved.get((int) at);
            times[into.size()] = item.times;
            into.add(item.id);
        }
    }

    /** The ids of all requests, or of those of one trial. */
    private static final class Ids {
        final Map<String, Item> known = new HashMap<>();
        final List<Item> saved = new ArrayList<>(); // in the order of their first save
        long count;
        long refused;

        Item item(String id) {
            return known.computeIfAbsent(id, Item::new);
        }

        void count(Item item, int status) {
            if (status >= 400) {
                refused++;
                return;
            }
            count++;
            if (item.times++ == 0) {
                saved.add(item);
            }
        }
    }

    private static final class Item {
        final String id;
        int tries;
        int times; // saved

        Item(String id) {
            this.id = id;
        }
    }
}
