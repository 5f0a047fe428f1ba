package io.overlap.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One timed execution: producers save so many items as fast as they are let, and the time ends with the last future.
 *
 * <p>Each producer keeps its last futures in a ring, more of them than may be pending, and looks at each when its place is needed
 * again: so every future is seen to complete, while few are kept. That look is part of the time, for all alike.
 */
final class Trial {
    private static final int RING = 16_384;
    private static final long PATIENCE_SECONDS = 120;

    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Candidate candidate;
    private final int producers;
    private final long itemsEach;
    private final Row[] rows;

    /**
     * @param nanos wall time for an item
     * @param cpuNanos CPU time of the whole process for an item
     * @param bytes allocated by all threads for an item
     * @param meanBatch items in a batch
     */
    record Cost(double nanos, double cpuNanos, double bytes, double meanBatch) {}

    Trial(Candidate candidate, int producers, long items, Row[] rows) {
        this.candidate = candidate;
        this.producers = producers;
        this.itemsEach = items / producers;
        this.rows = rows;
    }

    Cost run() throws Exception {
        AnsweringThread service = new AnsweringThread();
        long items = itemsEach * producers;
        Moment[] begun = {Moment.NEVER};
        Moment ended;
        Contestant contestant = candidate.open(service, rows, producers);
        try {
            CyclicBarrier started = new CyclicBarrier(producers, () -> begun[0] = Moment.now());
            CyclicBarrier saved = new CyclicBarrier(producers, () -> finish(contestant, items));
            List<Callable<Void>> work = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                int producer = p;
                work.add(() -> produce(contestant, producer, started, saved));
            }
            ended = await(work);
        } finally {
            contestant.end();
            service.end();
        }
        if (service.items() != items) {
            throw new IllegalStateException(candidate.id + ": " + service.items() + " of " + items + " items arrived");
        }
        return begun[0].until(ended, items, service.meanBatch());
    }

    private Moment await(List<Callable<Void>> work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(producers, Threads.daemon("producer"))) {
            List<Future<Void>> results = threads.invokeAll(work, PATIENCE_SECONDS, TimeUnit.SECONDS);
            Moment ended = Moment.now();
            for (Future<Void> result : results) {
                result.get();
            }
            return ended;
        }
    }

    @SuppressWarnings("NullAway") // the ring begins empty
    private Void produce(Contestant contestant, int producer, CyclicBarrier started, CyclicBarrier saved)
            throws Exception {
        Future<?>[] ring = new Future<?>[RING];
        started.await();
        for (long i = 0; i < itemsEach; i++) {
            int place = (int) i & (RING - 1);
            look(ring[place]);
            ring[place] = contestant.save(rows[(int) i & (rows.length - 1)], producer);
        }
        saved.await();
        for (Future<?> rest : ring) {
            look(rest);
        }
        return null;
    }

    private static void look(@Nullable Future<?> future) throws Exception {
        if (future != null) {
            future.get();
        }
    }

    private static void finish(Contestant contestant, long items) {
        try {
            contestant.finish(items);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private record Moment(long nanos, long cpuNanos, long bytes) {
        static final Moment NEVER = new Moment(0, 0, 0);

        static Moment now() {
            long nanos = System.nanoTime();
            return new Moment(nanos, SYSTEM.getProcessCpuTime(), THREADS.getTotalThreadAllocatedBytes());
        }

        Cost until(Moment end, long count, double meanBatch) {
            double items = (double) count;
            return new Cost(
                    (end.nanos - nanos) / items,
                    (end.cpuNanos - cpuNanos) / items,
                    (end.bytes - bytes) / items,
                    meanBatch);
        }
    }
}
