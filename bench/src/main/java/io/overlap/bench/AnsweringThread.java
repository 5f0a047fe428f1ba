package io.overlap.bench;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/** The service that all contestants write to: one thread that answers each batch as soon as it sees it. */
final class AnsweringThread {
    private static final int MOST_BATCHES = 16_384;

    private final BlockingQueue<Answer<?>> asked = new ArrayBlockingQueue<>(MOST_BATCHES);
    private final Thread thread = Thread.ofPlatform().daemon().name("service").start(this::answerAll);

    // Owned by the thread, until it has ended.
    private long batches;
    private long items;

    private static final class Answer<A> extends CompletableFuture<A> {
        final int items;
        private final A value;

        Answer(int items, A value) {
            this.items = items;
            this.value = value;
        }

        void give() {
            complete(value);
        }
    }

    /** A batch of so many items; it is answered with {@code value}, on the service's thread. */
    <A> CompletableFuture<A> write(int batchItems, A value) {
        Answer<A> answer = new Answer<>(batchItems, value);
        asked.add(answer);
        return answer;
    }

    private void answerAll() {
        try {
            while (true) {
                Answer<?> answer = asked.take();
                batches++;
                items += answer.items;
                answer.give();
            }
        } catch (InterruptedException closed) {
            // its end
        }
    }

    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    /** After {@link #end}. */
    long items() {
        return items;
    }

    /** After {@link #end}. */
    double meanBatch() {
        return (double) items / batches;
    }
}
