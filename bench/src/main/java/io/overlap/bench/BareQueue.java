package io.overlap.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;

/** The floor: a lock-free queue, a worker that polls it, row and future one object. Whoever finds it empty or full naps. */
final class BareQueue implements Contestant {
    private static final int QUEUE = 4_096; // a power of two; with what is in flight below the bound
    private static final long NAP_NANOS = 20_000;

    private final AnsweringThread service;
    private final MpscArrayQueue<Saved> queue = new MpscArrayQueue<>(QUEUE);
    private final Semaphore inFlight = new Semaphore(Limits.MAX_IN_FLIGHT);
    private final Thread worker = Threads.daemon("worker").newThread(this::work);
    private volatile boolean closed;

    private static final class Saved extends CompletableFuture<Boolean> {
        @SuppressWarnings("unused") // what a service would read
        final Row row;

        Saved(Row row) {
            this.row = row;
        }

        void done() {
            complete(true);
        }
    }

    BareQueue(AnsweringThread service) {
        this.service = service;
        worker.start();
    }

    private void work() {
        while (!closed) {
            List<Saved> batch = new ArrayList<>(Limits.MAX_ITEMS);
            queue.drain(batch::add, Limits.MAX_ITEMS);
            if (batch.isEmpty()) {
                LockSupport.parkNanos(NAP_NANOS);
                continue;
            }
            inFlight.acquireUninterruptibly();
            service.write(batch.size(), batch).thenAccept(this::saved);
        }
    }

    private void saved(List<Saved> batch) {
        inFlight.release();
        batch.forEach(Saved::done);
    }

    @Override
    public Future<?> save(Row row, int producer) {
        Saved saved = new Saved(row);
        while (!queue.offer(saved)) {
            LockSupport.parkNanos(NAP_NANOS);
        }
        return saved;
    }

    @Override
    public void finish(long items) {}

    @Override
    public void end() throws InterruptedException {
        closed = true;
        worker.join();
    }
}
