package io.overlap.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** What one writes by hand: a blocking queue, a worker that drains it, a future for each row. No bytes, no deadlines, no counts. */
final class PlainQueue implements Contestant {
    private static final int QUEUE = Limits.MAX_PENDING - (Limits.MAX_IN_FLIGHT + 1) * Limits.MAX_ITEMS;

    private final AnsweringThread service;
    private final BlockingQueue<Ack> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Semaphore inFlight = new Semaphore(Limits.MAX_IN_FLIGHT);
    private final Thread worker = Threads.daemon("worker").newThread(this::work);

    PlainQueue(AnsweringThread service) {
        this.service = service;
        worker.start();
    }

    private void work() {
        try {
            while (true) {
                List<Ack> batch = new ArrayList<>(Limits.MAX_ITEMS);
                batch.add(queue.take());
                queue.drainTo(batch, Limits.MAX_ITEMS - 1);
                inFlight.acquire();
                service.write(batch.size(), batch).thenAccept(this::saved);
            }
        } catch (InterruptedException closed) {
            // its end
        }
    }

    private void saved(List<Ack> batch) {
        inFlight.release();
        batch.forEach(Ack::done);
    }

    @Override
    public Future<?> save(Row row, int producer) throws InterruptedException {
        Ack ack = new Ack(row);
        queue.put(ack);
        return ack.saved();
    }

    @Override
    public void finish(long items) {}

    @Override
    public void end() throws InterruptedException {
        worker.interrupt();
        worker.join();
    }
}
