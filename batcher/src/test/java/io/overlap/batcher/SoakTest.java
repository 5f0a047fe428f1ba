package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads, real time, random failures: every future ends, and the counts of savers, batcher and writer agree. */
class SoakTest {
    private static final int SAVERS = 4;

    private final ScheduledExecutorService service = Executors.newScheduledThreadPool(2);
    private final ConcurrentHashMap<Outcome, AtomicLong> ended = new ConcurrentHashMap<>();
    private final AtomicLong savedByWriter = new AtomicLong();

    @Test
    void manyItems() throws Exception {
        soak(200_000);
    }

    /** {@code mvn verify -Psoak -pl batcher}. */
    @Test
    @Tag("soak")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void tenMillionItems() throws Exception {
        soak(10_000_000);
    }

    private void soak(int items) throws Exception {
        AsyncBatcher<Integer, Integer> batcher = AsyncBatcher.async(this::write)
                .policy(BatchPolicy.DEFAULT
                        .withMaxPendingItems(50_000)
                        .withMaxItems(200)
                        .withMaxInFlight(8)
                        .withAttemptTimeout(Duration.ofMillis(500)))
                .retry(RetryPolicy.DEFAULT
                        .withDelays(Duration.ofMillis(1), Duration.ofMillis(20))
                        .withBudget(1, 1_000_000))
                .size(item -> 8)
                .build();
        Thread[] savers = new Thread[SAVERS];
        AtomicLong trouble = new AtomicLong();
        for (int s = 0; s < SAVERS; s++) {
            int first = s;
            savers[s] = new Thread(() -> {
                try {
                    for (int i = first; i < items; i += SAVERS) {
                        int item = i;
                        batcher.save(item).whenComplete((value, why) -> end(item, value, why, trouble));
                    }
                } catch (InterruptedException | RuntimeException e) {
                    e.printStackTrace();
                    trouble.incrementAndGet();
                }
            });
            savers[s].start();
        }
        for (Thread saver : savers) {
            saver.join();
        }
        Totals flushed = batcher.flush().get(2, TimeUnit.MINUTES);
        assertEquals(items, flushed.accepted());
        assertEquals(0, flushed.pending());
        CloseReport<Integer> report = batcher.close(Duration.ofSeconds(30));
        assertTrue(report.drained());
        assertEquals(0, trouble.get());
        assertEquals(items, ended.values().stream().mapToLong(AtomicLong::get).sum());
        assertEquals(report.totals().saved(), count(Outcome.SAVED));
        assertEquals(report.totals().rejected(), count(Outcome.REJECTED));
        assertEquals(report.totals().failed(), count(Outcome.FAILED));
        assertEquals(report.totals().unknown(), count(Outcome.UNKNOWN));
        assertTrue(savedByWriter.get() >= report.totals().saved(), "more saved than the writer saved");
        assertEquals(0, batcher.stats().pendingBytes());
        service.shutdownNow();
    }

    private long count(Outcome outcome) {
        AtomicLong count = ended.get(outcome);
        return count == null ? 0 : count.get();
    }

    private void end(int item, Integer value, Throwable why, AtomicLong trouble) {
        Outcome outcome = why instanceof SaveException saving ? saving.outcome() : Outcome.SAVED;
        if (why == null && value != null && value != item) {
            trouble.incrementAndGet();
        }
        ended.computeIfAbsent(outcome, first -> new AtomicLong()).incrementAndGet();
    }

    private CompletionStage<BatchResult<Integer>> write(Batch<Integer> batch) throws IOException {
        SplittableRandom random = new SplittableRandom(batch.items().get(0) * 31L + batch.attempt());
        int dice = random.nextInt(1_000);
        if (dice < 5) {
            throw new IOException("refused");
        }
        CompletableFuture<BatchResult<Integer>> answer = new CompletableFuture<>();
        if (dice < 6) {
            service.schedule(() -> answer.complete(BatchResult.saved()), 600, TimeUnit.MILLISECONDS); // too late
        } else {
            service.execute(() -> answer.complete(result(batch, dice, random)));
        }
        return answer;
    }

    private BatchResult<Integer> result(Batch<Integer> batch, int dice, SplittableRandom random) {
        int size = batch.items().size();
        if (dice < 20) {
            return BatchResult.retry(new IOException("away"));
        }
        if (dice < 30) {
            return size > 1 ? BatchResult.tooLarge() : saved(batch);
        }
        if (dice < 40) {
            return batch.items().stream().anyMatch(item -> item % 97 == 0)
                    ? BatchResult.poisoned(new IOException("bad item"))
                    : saved(batch);
        }
        if (dice < 60) {
            BatchResult.Each<Integer> each = BatchResult.each();
            for (int i = 0; i < size; i++) {
                if (random.nextInt(10) == 0) {
                    each.retry(i, new IOException("later"));
                } else {
                    each.saved(i, batch.items().get(i));
                    savedByWriter.incrementAndGet();
                }
            }
            return each.result();
        }
        return dice < 65 ? BatchResult.unknown(new IOException("who knows")) : saved(batch);
    }

    private BatchResult<Integer> saved(Batch<Integer> batch) {
        savedByWriter.addAndGet(batch.items().size());
        return BatchResult.saved(batch.items());
    }
}
