package io.overlap.crawler;

import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Nobody waits: each answer starts the next request. */
final class AsyncVariant implements Variant {
    /** How a request is sent and its end heard of: all that async and callback differ in. */
    @FunctionalInterface
    interface Sending {
        void send(Fetcher fetcher, FetchRequest request, BiConsumer<@Nullable FetchResult, @Nullable Throwable> ended);
    }

    static final Sending FUTURE =
            (fetcher, request, ended) -> fetcher.fetch(request).result().whenComplete(ended);
    static final Sending CALLBACK =
            (fetcher, request, ended) -> fetcher.fetch(request, result -> ended.accept(result, null));

    private final int cap;
    private final Sending sending;

    AsyncVariant(int cap, Sending sending) {
        if (cap < 1) {
            throw new IllegalArgumentException("cap < 1: " + cap);
        }
        this.cap = cap;
        this.sending = sending;
    }

    @Override
    public void run(Fetcher fetcher, Iterator<FetchRequest> requests, Consumer<? super FetchResult> results)
            throws InterruptedException {
        new Run(fetcher, sending, results, cap).feed(requests);
    }

    static void rethrow(@Nullable Throwable thrown) throws InterruptedException {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        if (thrown instanceof InterruptedException e) {
            throw e;
        }
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    private static final class Run {
        /*
         * The caller reads ahead into a bounded queue, because reading may block and an event loop may not. It sleeps
         * while the queue is full and is woken when half is gone, so that it costs the loop one wake-up in half a queue
         * of requests and not one in each. Whoever finds room for a request (the caller after reading one, the loop after
         * an answer) pumps; 'pumps' lets one do so at a time and makes it look again for those who came meanwhile.
         *
         * 'open' counts the requests read and not ended, and the reading itself; whoever takes it to zero ends the run.
         */
        private static final int MIN_AHEAD = 32;
        private static final int MAX_AHEAD = 1_024;

        private final Fetcher fetcher;
        private final Sending sending;
        private final BiConsumer<@Nullable FetchResult, @Nullable Throwable> ended = this::ended;
        private final Consumer<? super FetchResult> results;
        private final int cap;
        private final int capacity;
        private final ArrayBlockingQueue<FetchRequest> ahead;
        private final Thread reader = Thread.currentThread();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger pumps = new AtomicInteger();
        private final AtomicLong open = new AtomicLong(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

        Run(Fetcher fetcher, Sending sending, Consumer<? super FetchResult> results, int cap) {
            this.fetcher = fetcher;
            this.sending = sending;
            this.results = results;
            this.cap = cap;
            capacity = Math.max(MIN_AHEAD, Math.min(cap, MAX_AHEAD));
            ahead = new ArrayBlockingQueue<>(capacity);
        }

        void feed(Iterator<FetchRequest> requests) throws InterruptedException {
            try {
                while (thrown.get() == null && requests.hasNext()) {
                    SerialVariant.throwIfInterrupted();
                    read(requests.next());
                }
            } catch (Throwable e) {
                thrown.compareAndSet(null, e);
                pump();
            }
            close();
            awaitOver();
            rethrow(thrown.get());
        }

        private void read(FetchRequest request) throws InterruptedException {
            open.incrementAndGet();
            while (!ahead.offer(request)) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    close();
                    throw new InterruptedException();
                }
            }
            if (inFlight.get() < cap) {
                pump();
            }
        }

        /** Waits for the calls under way: each ends within the fetcher's deadline, so an interrupt only stops the start. */
        private void awaitOver() {
            boolean waiting = true;
            while (waiting) {
                try {
                    over.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    thrown.compareAndSet(null, e);
                    pump();
                }
            }
        }

        private void pump() {
            if (pumps.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                while (inFlight.get() < cap && startNext()) {}
                seen = pumps.addAndGet(-seen);
            } while (seen != 0);
        }

        private boolean startNext() {
            FetchRequest request = ahead.poll();
            if (request == null) {
                return false;
            }
            if (ahead.size() == capacity / 2) {
                LockSupport.unpark(reader);
            }
            if (thrown.get() != null) {
                close();
                return true;
            }
            inFlight.incrementAndGet();
            try {
                sending.send(fetcher, request, ended);
            } catch (Throwable e) {
                thrown.compareAndSet(null, e);
                inFlight.decrementAndGet();
                close();
            }
            return true;
        }

        private void ended(@Nullable FetchResult result, @Nullable Throwable failed) {
            try {
                if (result == null) {
                    throw SerialVariant.brokenContract(failed);
                }
                results.accept(result);
            } catch (Throwable e) {
                thrown.compareAndSet(null, e);
            }
            inFlight.decrementAndGet();
            close();
            pump();
        }

        private void close() {
            if (open.decrementAndGet() == 0) {
                over.countDown();
            }
        }
    }
}
