package io.overlap.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Does a thing on several threads that begin together. */
final class InParallel {
    private InParallel() {}

    static void run(int threads, IntConsumer work) throws Exception {
        CyclicBarrier begin = new CyclicBarrier(threads);
        List<Future<?>> parts = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                int thread = i;
                parts.add(executor.submit(() -> {
                    begin.await(10, TimeUnit.SECONDS);
                    work.accept(thread);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get(20, TimeUnit.SECONDS);
            }
        }
    }
}
