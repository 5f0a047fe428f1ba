package io.overlap.experiments.report;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Puts each request into the first lane that is free: there are as many lanes as requests were in flight at most. */
final class Lanes {
    private final int[] lane;
    private final int count;

    private Lanes(int[] lane, int count) {
        this.lane = lane;
        this.count = count;
    }

    /** Of the first requests, in the order of arrival. */
    static Lanes of(Chronology chronology, int requests) {
        PriorityQueue<Integer> busy = new PriorityQueue<>(
                Comparator.<Integer>comparingLong(chronology::answered).thenComparing(Comparator.naturalOrder()));
        PriorityQueue<Integer> free = new PriorityQueue<>();
        int[] lane = new int[requests];
        int count = 0;
        for (int i = 0; i < requests; i++) {
            while (!busy.isEmpty() && chronology.answered(busy.peek()) < chronology.arrived(i)) {
                free.add(lane[busy.poll()]);
            }
            Integer first = free.poll();
            lane[i] = first == null ? count++ : first;
            busy.add(i);
        }
        return new Lanes(lane, count);
    }

    int of(int request) {
        return lane[request];
    }

    int count() {
        return count;
    }
}
